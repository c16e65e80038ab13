// A web server for one page and its inputs, on this machine only.

import { createReadStream, existsSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

export interface PageServer {
  readonly origin: string;
  /** Gives bytes an address, and returns it. */
  addInput(name: string, bytes: Uint8Array): string;
  removeInput(name: string): void;
  close(): Promise<void>;
}

export async function servePage(folder: string): Promise<PageServer> {
  const inputs = new Map<string, Uint8Array>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://page").pathname);
    // Isolated pages have a clock with steps of 5 µs; others have one of 100 µs.
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    const input = inputs.get(path);
    if (input !== undefined) response.end(input);
    else sendFile(response, join(folder, normalize(path === "/" ? "/index.html" : path)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    addInput(name, bytes) {
      inputs.set(`/inputs/${name}`, bytes);
      return `${origin}/inputs/${name}`;
    },
    removeInput(name) {
      inputs.delete(`/inputs/${name}`);
    },
    close: () => closed(server),
  };
}

function sendFile(response: ServerResponse, path: string): void {
  if (!existsSync(path)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
  createReadStream(path).pipe(response);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
