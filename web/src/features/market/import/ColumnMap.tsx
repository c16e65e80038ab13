// The columns of a table, a row each: its name, what it means, and its first values, so that one sees what is mapped.

import type { TableColumn, TablePreview } from "@cift/engine/data";
import { For, Index, Show } from "solid-js";
import type { ImportForm } from "../../../stores/import-form.ts";
import { controlId, Note } from "./ImportFields.tsx";
import { chosenRole, columnReference, withoutRoles, withRole } from "./import-draft.ts";
import { roleGroups } from "./import-layout.ts";

export interface ColumnMapProps {
  readonly form: ImportForm;
  readonly table: TablePreview;
}

export function ColumnMap(props: ColumnMapProps) {
  const kind = () => props.form.draft().kind || props.table.kind;
  return (
    <div class="column-map">
      <table class="column-table" id={controlId("columns")}>
        <caption>
          Columns <small>what each one means, and its first values</small>
        </caption>
        <colgroup>
          <col class="column-name-width" />
          <col class="column-role-width" />
          <Index each={props.table.rows}>{() => <col />}</Index>
        </colgroup>
        <thead class="sr-only">
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Meaning</th>
            <Index each={props.table.rows}>{(_, at) => <th scope="col">Row {at + 1}</th>}</Index>
          </tr>
        </thead>
        <tbody>
          {/* By their places: a list that was found anew must not take the focus away. */}
          <Index each={props.table.columns}>
            {(column, at) => (
              <tr>
                <th scope="row" class="column-name" title={column().name}>
                  {props.table.header ? column().name || `column ${at + 1}` : `column ${column().name}`}
                </th>
                <td class="column-role">
                  <RoleSelect {...props} column={column()} at={at} kind={kind()} />
                </td>
                <Index each={props.table.rows}>
                  {(row) => (
                    <td class="column-value" title={row()[at] ?? ""}>
                      {row()[at] ?? ""}
                    </td>
                  )}
                </Index>
              </tr>
            )}
          </Index>
        </tbody>
      </table>
      <Note id="import-columns-note" fault={props.form.faults().columns ?? problemOf(props.table)} />
      <Show when={props.table.problem === null && props.table.kind !== null}>
        <p class="import-note" data-part="import-reads">
          {readsAs(props.table)}
        </p>
      </Show>
    </div>
  );
}

const problemOf = ({ problem }: TablePreview): string | undefined =>
  problem === null ? undefined : `${problem.column === "" ? "" : `${problem.column}: `}${problem.reason}`;

/** What the table is taken for, in words. */
function readsAs({ kind, columns }: TablePreview): string {
  const told = columns.filter(({ roles }) => roles.length > 0);
  return `Reads as ${kind}: ${told.map(({ name, roles }) => `${roles.join(", ")} from “${name}”`).join("; ")}.`;
}

/** Among the roles of a column. */
const NOT_READ = "not-read";

interface RoleSelectProps extends ColumnMapProps {
  readonly column: TableColumn;
  readonly at: number;
  readonly kind: string | null;
}

function RoleSelect(props: RoleSelectProps) {
  const reference = () => columnReference(props.table.columns, props.at);
  const chosen = () => chosenRole(props.form.draft().columns, reference());
  /** What it is without a word from anybody. */
  const found = () => (chosen() === "" && props.column.roles.length > 0 ? props.column.roles.join(", ") : "");
  const mapped = (role: string) => {
    const { columns } = props.form.draft();
    return role === NOT_READ
      ? withoutRoles(columns, reference(), props.column.roles)
      : withRole(columns, reference(), role);
  };
  return (
    <select
      class="control"
      aria-label={`Meaning of column ${props.column.name || props.at + 1}`}
      aria-describedby="import-columns-note"
      data-column={reference()}
      data-said={chosen() !== "" || found() !== ""}
      onChange={({ currentTarget: select }) => {
        props.form.change({ columns: mapped(select.value) });
        // What it is then is found out, and may be another meaning.
        select.value = chosen();
      }}
    >
      <option value="" selected={chosen() === ""}>
        {found() === "" ? (chosen() === "" ? "not read" : "automatic") : `${found()} (found)`}
      </option>
      <Show when={props.column.roles.length > 0}>
        <option value={NOT_READ}>not read</option>
      </Show>
      <For each={roleGroups(props.kind)}>
        {([group, roles]) => (
          <optgroup label={group}>
            <For each={roles}>
              {(role) => (
                <option value={role} selected={chosen() === role}>
                  {role}
                </option>
              )}
            </For>
          </optgroup>
        )}
      </For>
    </select>
  );
}
