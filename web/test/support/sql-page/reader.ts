// A worker that says how many records a file has.

import { inspect } from "@cift/engine/data";

addEventListener("message", ({ data }: MessageEvent<File>) => {
  inspect(data).then(
    ({ total }) => postMessage(total),
    (error: Error) => postMessage(error.message),
  );
});
