// The fields of the form: a label, a control, and below it what is wrong, or what it is for.

import { For, Show } from "solid-js";
import type { ImportForm } from "../../../stores/import-form.ts";
import { FIELD_LABELS } from "../../../workers/market/import-fields.ts";
import type { TextField } from "./import-draft.ts";
import { foundText } from "./import-found.ts";
import { CHOICES, type Choice, HINTS, symbolHint } from "./import-layout.ts";

export interface ImportFieldsProps {
  readonly form: ImportForm;
  readonly fields: readonly TextField[];
}

export function ImportFields(props: ImportFieldsProps) {
  return (
    <div class="import-fields">
      <For each={props.fields}>{(field) => <Field form={props.form} field={field} />}</For>
    </div>
  );
}

/** The id of a field's control. */
export const controlId = (field: string): string => `import-${field}`;

interface FieldProps {
  readonly form: ImportForm;
  readonly field: TextField;
}

function Field(props: FieldProps) {
  const id = () => controlId(props.field);
  const found = () => foundText(props.field, props.form.found(), props.form.preview());
  const fault = () => props.form.faults()[props.field];
  const hint = () => (props.field === "symbols" ? symbolHint(props.form.preview()) : HINTS[props.field]);
  const note = () => fault() ?? hint();
  const change = (text: string): void => props.form.change({ [props.field]: text });
  const described = () => (note() === undefined ? undefined : `${id()}-note`);
  return (
    <div class="import-field" data-field={props.field}>
      <label for={id()}>{FIELD_LABELS[props.field]}</label>
      <Show
        when={CHOICES[props.field]}
        fallback={
          <input
            id={id()}
            class="control"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder={found()}
            value={props.form.draft()[props.field]}
            aria-invalid={fault() !== undefined}
            aria-describedby={described()}
            // With every letter: at the end of it a note would go just when "Apply" is clicked, which then moves away.
            onInput={(event) => change(event.currentTarget.value)}
          />
        }
      >
        {(choices) => (
          <select
            id={id()}
            class="control"
            aria-invalid={fault() !== undefined}
            aria-describedby={described()}
            onChange={(event) => change(event.currentTarget.value)}
          >
            <Choices choices={choices()} chosen={props.form.draft()[props.field]} found={found()} />
          </select>
        )}
      </Show>
      <Note id={`${id()}-note`} fault={fault()} hint={hint()} />
    </div>
  );
}

interface ChoicesProps {
  readonly choices: readonly Choice[];
  readonly chosen: string;
  readonly found: string;
}

function Choices(props: ChoicesProps) {
  return (
    <>
      <option value="" selected={props.chosen === ""}>
        {props.found === "" ? "automatic" : `${props.found} (found)`}
      </option>
      <For each={props.choices}>
        {({ value, text }) => (
          <option value={value} selected={props.chosen === value}>
            {text}
          </option>
        )}
      </For>
    </>
  );
}

export interface NoteProps {
  readonly id: string;
  readonly fault: string | undefined;
  readonly hint?: string | undefined;
}

/** What is wrong, or else what the field is for. */
export function Note(props: NoteProps) {
  return (
    <Show when={props.fault ?? props.hint}>
      {(text) => (
        <p id={props.id} class="import-note" data-bad={props.fault !== undefined} data-part={props.id}>
          {text()}
        </p>
      )}
    </Show>
  );
}
