// The form of import options: what stands in it, what the files would be taken for with it, and what is wrong.

import type { ImportOptions, Preview } from "@cift/engine/data";
import { batch, createSignal } from "solid-js";
import {
  draftOptions,
  EMPTY_DRAFT,
  type Faults,
  type ImportDraft,
} from "../features/market/import/import-draft.ts";
import type { ImportField, OptionFault } from "../workers/market/import-fields.ts";
import type { MarketInfo } from "../workers/market/protocol.ts";

export interface ImportFormPort {
  /** Asks what the files are taken for with other options. */
  preview(options: ImportOptions, request: number): void;
  /** Reads the same files again. */
  open(options: ImportOptions): void;
}

export interface PreviewReply {
  readonly request: number;
  readonly preview?: Preview;
  readonly fault?: OptionFault;
}

/** These make other columns of the same file: what was said of them means nothing any more. */
const OF_COLUMNS: readonly (keyof ImportDraft)[] = ["format", "header", "delimiter"];

export function createImportForm(port: ImportFormPort) {
  const [isOpen, setOpen] = createSignal(false);
  const [draft, setDraft] = createSignal(EMPTY_DRAFT);
  /** With which the files were read. */
  const [applied, setApplied] = createSignal(EMPTY_DRAFT);
  const [preview, setPreview] = createSignal<Preview>();
  /** Whether it is known what the files are taken for, if they are taken for anything. */
  const [isReady, setReady] = createSignal(false);
  const [faults, setFaults] = createSignal<Faults>({});
  /** What was found when the files were read, to be shown where nothing was said. */
  const [found, setFound] = createSignal<MarketInfo>();
  /** The field that the visitor is to look at. */
  const [wanted, setWanted] = createSignal<ImportField>();

  let request = 0;
  /** Whether the files are to be read when the last request is answered without a fault. */
  let isApplying = false;
  /** Whether the form has gone for the files to be read, and the focus with it. */
  let hasLeft = false;

  const format = (): string => draft().format || preview()?.format || "";
  const said = () => draftOptions(draft(), found()?.clock);

  /** Whether the draft can be asked about at all. */
  const ask = (): boolean => {
    const { options, faults: local } = said();
    setFaults(local);
    request++;
    const isFine = Object.keys(local).length === 0;
    if (isFine) port.preview(options, request);
    return isFine;
  };

  const lookAtFault = (): void => {
    const [field] = Object.keys(faults());
    setWanted(undefined);
    setWanted(field as ImportField | undefined);
  };

  const close = (): void => {
    batch(() => {
      setOpen(false);
      setWanted(undefined);
    });
  };

  return {
    isOpen,
    isReady,
    draft,
    applied,
    preview,
    faults,
    found,
    wanted,
    format,
    close,
    /** Whether the focus belongs to what the form was opened with; asked once. */
    takeFocus(): boolean {
      const isTaken = hasLeft;
      hasLeft = false;
      return isTaken;
    },
    toggle(): void {
      if (isOpen()) {
        close();
        return;
      }
      batch(() => {
        setOpen(true);
        setWanted(undefined);
      });
      ask();
    },
    change(part: Partial<ImportDraft>): void {
      const isOther = OF_COLUMNS.some((name) => part[name] !== undefined && part[name] !== draft()[name]);
      setDraft({ ...draft(), ...(isOther && { columns: {} }), ...part });
      isApplying = false;
      ask();
    },
    reset(): void {
      setDraft(EMPTY_DRAFT);
      ask();
    },
    /** Looks at the options first: with one that is none, what is shown stays. */
    apply(): void {
      isApplying = ask();
      if (!isApplying) lookAtFault();
    },
    receive(reply: PreviewReply): void {
      if (reply.request !== request) return;
      const { fault } = reply;
      batch(() => {
        setReady(true);
        if (reply.preview !== undefined) setPreview(reply.preview);
        if (fault !== undefined) setFaults({ ...faults(), [fault.field]: fault.text });
      });
      if (!isApplying) return;
      isApplying = false;
      if (fault !== undefined && fault.field in said().options) {
        lookAtFault();
        return;
      }
      setApplied(draft());
      hasLeft = true;
      port.open(said().options);
    },
    /** Other files: nothing is known of them. */
    forget(): void {
      request++;
      isApplying = false;
      hasLeft = false;
      batch(() => {
        close();
        setDraft(EMPTY_DRAFT);
        setApplied(EMPTY_DRAFT);
        setPreview(undefined);
        setReady(false);
        setFaults({});
        setFound(undefined);
      });
    },
    /** The files were read. */
    opened(info: MarketInfo): void {
      batch(() => {
        close();
        setFaults({});
        setFound(info);
      });
    },
    /** The files were not read; the form opens where an option helps. */
    failed(fault: OptionFault | undefined): void {
      if (fault === undefined) return;
      batch(() => {
        setOpen(true);
        ask();
        setFaults({ [fault.field]: fault.text });
        setWanted(fault.field);
      });
    },
  };
}

export type ImportForm = ReturnType<typeof createImportForm>;
