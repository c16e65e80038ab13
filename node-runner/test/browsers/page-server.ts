// Serves the built page, the scenarios and their files, and waits for the page's report.

import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { PageReport, PageScenario } from "./protocol.js";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** For how long the page may say nothing. */
const SILENCE_MS = 120_000;

export class PageServer implements AsyncDisposable {
  readonly origin: string;
  /** What the page says at its end; rejects when it falls silent. */
  readonly report: Promise<PageReport>;
  readonly #server: Server;
  readonly #folder: string;
  readonly #scenarios: readonly PageScenario[];
  readonly #inputs: ReadonlyMap<string, Uint8Array>;
  #timer: NodeJS.Timeout | undefined;
  #last = "nothing";
  #settle: { resolve: (report: PageReport) => void; reject: (error: Error) => void } | undefined;

  private constructor(
    server: Server,
    folder: string,
    scenarios: readonly PageScenario[],
    inputs: ReadonlyMap<string, Uint8Array>,
  ) {
    this.#server = server;
    this.#folder = folder;
    this.#scenarios = scenarios;
    this.#inputs = inputs;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.report = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever waits for it hears of it; nobody may.
    this.report.catch(() => undefined);
    server.on("request", (request, response) => void this.#answer(request, response));
    this.#listen();
  }

  static async start(
    folder: string,
    scenarios: readonly PageScenario[],
    inputs: ReadonlyMap<string, Uint8Array>,
  ): Promise<PageServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new PageServer(server, folder, scenarios, inputs);
  }

  /** Gives up: the browser is gone. */
  fail(error: Error): void {
    this.#settle?.reject(error);
  }

  #listen(): void {
    clearTimeout(this.#timer);
    const silent = () => this.fail(new Error(`the page fell silent after: ${this.#last}`));
    this.#timer = setTimeout(silent, SILENCE_MS);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#listen();
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://page").pathname);
    if (request.method === "POST") {
      this.#hear(path, await bodyOf(request));
      response.end();
      return;
    }
    this.#last = path;
    // A page of its own has the clock and the memory that the application has.
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    const input = this.#inputs.get(path);
    if (input !== undefined) response.end(input);
    else if (path === "/scenarios") response.end(JSON.stringify(this.#scenarios));
    else sendFile(response, join(this.#folder, normalize(path === "/" ? "/index.html" : path)));
  }

  #hear(path: string, body: string): void {
    if (path === "/report") this.#settle?.resolve(JSON.parse(body) as PageReport);
    else this.#last = body;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function sendFile(response: ServerResponse, path: string): void {
  if (!existsSync(path)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
  createReadStream(path).pipe(response);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
