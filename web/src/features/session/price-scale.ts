// How the open file's prices are written.

import type { PriceScale } from "../../app/format.ts";
import type { SessionInfo } from "../../workers/protocol.ts";

export function priceScale(info: SessionInfo | undefined): PriceScale {
  return { digits: info?.priceDigits ?? 0, step: info?.priceStep ?? 1 };
}
