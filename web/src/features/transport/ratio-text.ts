// The measured speed: replay's clock to wall time.

import { rateText } from "../../app/format.ts";

/** "9.98 : 1"; nothing while it is not known. */
export function ratioText(ratio: number): string {
  if (!Number.isFinite(ratio)) return "– : 1";
  return `${ratio < 10 ? ratio.toFixed(2) : rateText(ratio)} : 1`;
}
