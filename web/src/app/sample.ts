// The order file that comes with the page: the first 20,000 messages of flash1's "normal" market (NOTICE has
// its licence).

import url from "../../../examples/data/flash1-normal-20k.bin.gz?url";

export const SAMPLE_URL: string = new URL(url, document.baseURI).href;
export const SAMPLE_NAME = "flash1-normal-20k.bin.gz";
