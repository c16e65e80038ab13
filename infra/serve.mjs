// @ts-check
// A small static server for the built page. Loopback unless told otherwise; it reads files of one folder and nothing else.

import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { isMain } from "./lib/is-main.mjs";
import { root } from "./lib/paths.mjs";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  // Without exactly this type browsers refuse to compile a module while it streams in.
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/**
 * The file that an address names, or what to answer instead.
 * @param {string} folder its real path
 * @param {string} url of the request, as it came
 * @returns {Promise<{ file: string, size: number } | { status: 400 | 403 | 404 }>}
 */
export async function fileFor(folder, url) {
  let path;
  try {
    // Not through URL(): that would tidy "/../" away, and what is refused here would never be seen.
    path = decodeURIComponent(/** @type {string} */ (url.split(/[?#]/, 1)[0]));
  } catch {
    return { status: 400 };
  }
  if (path.includes("\0") || !path.startsWith("/")) return { status: 400 };
  const isInside = (/** @type {string} */ file) => file === folder || file.startsWith(folder + sep);
  const named = resolve(folder, `.${path}`);
  if (!isInside(named)) return { status: 403 };
  try {
    const isFolder = (await stat(named)).isDirectory();
    // A link inside may lead outside, so what counts is where the file really is.
    const file = await realpath(isFolder ? join(named, "index.html") : named);
    if (!isInside(file)) return { status: 403 };
    const found = await stat(file);
    return found.isFile() ? { file, size: found.size } : { status: 404 };
  } catch {
    return { status: 404 };
  }
}

/**
 * @param {string} folder
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function answer(folder, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD" }).end();
    return;
  }
  const found = await fileFor(folder, request.url ?? "/");
  if ("status" in found) {
    response
      .writeHead(found.status, { "content-type": "text/plain; charset=utf-8" })
      .end(`${found.status}\n`);
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[extname(found.file).toLowerCase()] ?? "application/octet-stream",
    "content-length": found.size,
    "cache-control": "no-cache", // the next build is seen by a reload
    "x-content-type-options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else await pipeline(createReadStream(found.file), response);
}

/**
 * @typedef {object} Serving
 * @property {string} url
 * @property {number} port
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} dir
 * @param {{ port?: number, host?: string }} [options] port 0 takes any free one
 * @returns {Promise<Serving>}
 */
export async function serve(dir, { port = 0, host = "127.0.0.1" } = {}) {
  const folder = await realpath(dir);
  const server = createServer((request, response) => {
    // The client went away in the middle, or the file did: nobody is left to tell.
    answer(folder, request, response).catch(() => response.destroy());
  });
  await new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, () => done(undefined));
  });
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}/`,
    port: taken,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections(); // browsers keep theirs open
      }),
  };
}

if (isMain(import.meta.url)) {
  const { url } = await serve(resolve(root, process.argv[2] ?? "dist/web"), {
    port: Number(process.env.PORT ?? 8080),
  });
  console.log(url);
}
