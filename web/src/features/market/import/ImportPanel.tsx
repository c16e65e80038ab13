// How the files are to be read: found out, unless it is said here. The same files are read again.

import { createEffect, on, onMount, Show } from "solid-js";
import type { ImportForm } from "../../../stores/import-form.ts";
import { FIELD_LABELS } from "../../../workers/market/import-fields.ts";
import { ColumnMap } from "./ColumnMap.tsx";
import { IMPORT_BUTTON } from "./ImportButton.tsx";
import { controlId, ImportFields, Note } from "./ImportFields.tsx";
import { layoutOf } from "./import-layout.ts";

export interface ImportPanelProps {
  readonly form: ImportForm;
}

export function ImportPanel(props: ImportPanelProps) {
  const close = (): void => {
    props.form.close();
    document.getElementById(IMPORT_BUTTON)?.focus();
  };
  return (
    <section
      class="panel import"
      id="import-options"
      aria-labelledby="import-title"
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <header class="panel-head">
        <h2 id="import-title">Import options</h2>
        <p class="panel-note">what is left empty is found out</p>
      </header>
      {/* Which fields there are depends on what the files are taken for. */}
      <Show when={props.form.isReady()}>
        <Form form={props.form} onClose={close} />
      </Show>
    </section>
  );
}

function Form(props: ImportPanelProps & { readonly onClose: () => void }) {
  let element: HTMLFormElement | undefined;
  let more: HTMLDetailsElement | undefined;
  const form = () => props.form;
  const layout = () => layoutOf(form().format());
  const table = () => form().preview()?.table ?? undefined;

  /** To the field that is wrong, or to the first one. */
  const focus = (): void => {
    const field = form().wanted();
    if (more !== undefined && layout().more.some((other) => other === field)) more.open = true;
    const wanted =
      field === undefined ? undefined : element?.querySelector<HTMLElement>(`#${controlId(field)}`);
    const control = wanted instanceof HTMLTableElement ? unreadColumn(wanted) : wanted;
    (control ?? element?.querySelector<HTMLElement>(".control"))?.focus();
  };
  onMount(focus);
  createEffect(on(form().wanted, (field) => field !== undefined && focus(), { defer: true }));

  return (
    <form
      ref={element}
      class="import-form"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        form().apply();
      }}
    >
      <ImportFields form={form()} fields={layout().main} />
      <Show when={table()}>{(found) => <ColumnMap form={form()} table={found()} />}</Show>
      <Lenient form={form()} />
      <details ref={more} class="import-more">
        <summary>More</summary>
        <ImportFields form={form()} fields={layout().more} />
      </details>
      <div class="import-actions">
        <button type="submit" class="button button-primary" data-part="import-apply">
          Apply
        </button>
        <button type="button" class="button button-framed" onClick={() => form().reset()}>
          Clear all
        </button>
        <button type="button" class="button" onClick={() => props.onClose()}>
          Close
        </button>
      </div>
    </form>
  );
}

/** Where the first column that means nothing yet is given its meaning. */
const unreadColumn = (table: HTMLTableElement): HTMLElement | null =>
  table.querySelector<HTMLElement>('[data-said="false"]') ?? table.querySelector<HTMLElement>("select");

function Lenient(props: { readonly form: ImportForm }) {
  return (
    <div class="import-lenient">
      <label>
        <input
          id={controlId("lenient")}
          class="control"
          type="checkbox"
          checked={props.form.draft().lenient}
          aria-describedby={props.form.faults().lenient === undefined ? undefined : "import-lenient-note"}
          onChange={(event) => props.form.change({ lenient: event.currentTarget.checked })}
        />
        {FIELD_LABELS.lenient} <small>and count it</small>
      </label>
      <Note id="import-lenient-note" fault={props.form.faults().lenient} />
    </div>
  );
}
