// What was set out to reach with accounts, risk and journal on (issue 4, section 7), and whether it is reached.

import type { Machine } from "../machine.js";
import { PLACES, type Place, type VenueFigure } from "./figure.js";
import { firstIssueFlows, firstIssueNs } from "./first-issue.js";

export interface VenueTarget {
  readonly name: string;
  readonly place: Place;
  readonly value: number;
  /** The most that it may be, or the least. */
  readonly most?: number;
  readonly least?: number;
  readonly reached: boolean;
}

interface Wanted {
  readonly name: string;
  readonly figure: string;
  readonly of: RegExp;
  readonly unit: string;
  readonly places: readonly Place[];
  readonly most?: number;
  readonly least?: number;
}

/** Accounts and limits cost no more than this, times what it is without. */
const ACCOUNTS_MOST = 1.15;

const WANTED: readonly Wanted[] = [
  {
    name: "accounts and risk / without, times",
    figure: "accounts-ratio",
    of: / typical$/,
    unit: "times",
    places: PLACES,
    most: ACCOUNTS_MOST,
  },
  {
    name: "risk check p95, ns",
    figure: "risk p95",
    of: /^(admit|check), /,
    unit: "ns",
    places: ["rust"],
    most: 100,
  },
  {
    name: "an order p50, ns",
    figure: "latency p50",
    of: /accounts$|mixed/,
    unit: "ns",
    places: ["wasm"],
    most: 200,
  },
  {
    name: "an order p99, ns",
    figure: "latency p99",
    of: /accounts$|mixed/,
    unit: "ns",
    places: ["wasm"],
    most: 1000,
  },
  {
    name: "journal append, ns an event",
    figure: "journal-append",
    of: /./,
    unit: "ns an event",
    places: PLACES,
    most: 30,
  },
  {
    name: "replay with digest, M events/s",
    figure: "replay",
    of: /./,
    unit: "M events/s",
    places: ["rust", "native"],
    least: 5,
  },
  {
    name: "1,000 instruments / 1, times",
    figure: "instruments-ratio",
    of: /./,
    unit: "times",
    places: PLACES,
    most: 2,
  },
  { name: "idle, MiB", figure: "idle", of: /./, unit: "MiB", places: PLACES, most: 64 },
];

/** Each target with the figures that it is about. */
export function venueTargets(figures: readonly VenueFigure[], machine: Machine): VenueTarget[] {
  const [accounts, ...others] = WANTED.map((wanted) => targetsOf(figures, wanted));
  return [...(accounts ?? []), ...againstFirstIssue(figures, machine), ...others.flat()];
}

function targetsOf(figures: readonly VenueFigure[], wanted: Wanted): VenueTarget[] {
  const { name, figure, of, unit, places, most, least } = wanted;
  return figures
    .filter((it) => it.figure === figure && it.unit === unit && of.test(it.of) && places.includes(it.place))
    .map((it) => ({
      name: `${name}: ${it.of}`,
      place: it.place,
      value: it.value,
      ...(most === undefined ? {} : { most }),
      ...(least === undefined ? {} : { least }),
      reached: (most === undefined || it.value <= most) && (least === undefined || it.value >= least),
    }));
}

/** The same flows before there were accounts: both figures are of quiet runs on one machine. */
function againstFirstIssue(figures: readonly VenueFigure[], machine: Machine): VenueTarget[] {
  return firstIssueFlows.flatMap((flow) =>
    figures
      .filter((it) => it.figure === "accounts" && it.of === `${flow} typical`)
      .flatMap(({ place, value: ns }) => {
        const before = firstIssueNs(flow, place, machine);
        if (before === undefined) return [];
        const value = Math.round((100 * ns) / before) / 100;
        const name = `accounts and risk / first issue, times: ${flow}`;
        return [{ name, place, value, most: ACCOUNTS_MOST, reached: value <= ACCOUNTS_MOST }];
      }),
  );
}
