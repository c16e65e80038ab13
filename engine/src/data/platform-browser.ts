// Browsers: the module is fetched from beside the script, and there are neither addons nor paths.

import { CiftError } from "../errors.js";
import { blobInput, readsBlobs } from "./input.js";
import type { DataPlatform, SpoolFile } from "./platform.js";

export const dataPlatform: DataPlatform = {
  runsAddons: false,
  // Bundlers find the file by this very expression.
  fetchWasm: () => fetch(new URL("../../wasm/cift_data_bg.wasm", import.meta.url)),
  loadAddon() {
    throw new Error("native addons run in Node only");
  },
  openFile(path) {
    throw new CiftError("INVALID_ARGUMENT", `${path} is a path, and a page has files: hand over a File`);
  },
  openSpool: () => (readsBlobs() ? blobSpool() : undefined),
};

/** Browsers keep large blobs on the disk. */
function blobSpool(): SpoolFile {
  let blob = new Blob();
  return {
    append(bytes) {
      blob = new Blob([blob, bytes]);
    },
    input: (name) => blobInput(name, blob),
    remove() {
      blob = new Blob();
    },
  };
}
