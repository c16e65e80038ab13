import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../serve.mjs";
import { servePage } from "../start.mjs";
import { temporaryFolder } from "./temporary.js";

const MODULE = Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** A page, with secrets around it. */
async function served() {
  const base = temporaryFolder();
  const page = join(base, "web");
  mkdirSync(join(page, "assets"), { recursive: true });
  mkdirSync(join(base, "web-private"));
  writeFileSync(join(page, "index.html"), "<title>CIFT</title>");
  for (const name of ["app.js", "app.css", "app.js.map", "logo.svg", "data.bin", "100%.txt"]) {
    writeFileSync(join(page, "assets", name), name);
  }
  writeFileSync(join(page, "assets", "cift.wasm"), MODULE);
  writeFileSync(join(base, "secret.txt"), "secret");
  writeFileSync(join(base, "web-private", "secret.txt"), "secret");
  symlinkSync(join(base, "secret.txt"), join(page, "link.txt"));
  const serving = await serve(page);
  onTestFinished(() => serving.close());
  return serving;
}

/** A request with the path exactly as given: fetch would tidy it up first. */
function ask(port: number, path: string, method = "GET") {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("the server", () => {
  it("names the types that browsers insist on", async () => {
    const { port } = await served();
    const types = {
      "/": "text/html; charset=utf-8",
      "/assets/app.js": "text/javascript; charset=utf-8",
      "/assets/app.css": "text/css; charset=utf-8",
      "/assets/app.js.map": "application/json; charset=utf-8",
      "/assets/logo.svg": "image/svg+xml",
      "/assets/cift.wasm": "application/wasm",
      "/assets/data.bin": "application/octet-stream",
    };
    for (const [path, type] of Object.entries(types)) {
      const { status, headers } = await ask(port, path);
      expect([path, status, headers["content-type"]]).toEqual([path, 200, type]);
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
  });

  it("serves a module that WebAssembly compiles while it streams in", async () => {
    const { url } = await served();
    const module = await WebAssembly.compileStreaming(fetch(`${url}assets/cift.wasm`));
    expect(WebAssembly.Module.exports(module)).toEqual([]);
  });

  it("gives the index of a folder, and the bytes of a file whatever is asked after the question mark", async () => {
    const { port } = await served();
    expect((await ask(port, "/?seed=7")).body.toString()).toBe("<title>CIFT</title>");
    expect((await ask(port, "/assets/app.js?v=2")).body.toString()).toBe("app.js");
    expect((await ask(port, "/assets/100%25.txt")).body.toString()).toBe("100%.txt");
  });

  it.each([
    ["/../secret.txt", 403],
    ["/%2e%2e/secret.txt", 403],
    ["/..%2fsecret.txt", 403],
    ["/assets/../../secret.txt", 403],
    ["/../web-private/secret.txt", 403],
    ["/link.txt", 403],
    ["//etc/passwd", 404],
    ["/%00", 400],
    ["/%zz", 400],
    ["/assets/", 404],
    ["/nothing.txt", 404],
  ])("refuses %s with %i and gives nothing away", async (path, status) => {
    const { port } = await served();
    const answer = await ask(port, path);
    expect(answer.status).toBe(status);
    expect(answer.body.toString()).toBe(`${status}\n`);
  });

  it("only reads", async () => {
    const { port } = await served();
    const { status, headers } = await ask(port, "/assets/app.js", "PUT");
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
    const head = await ask(port, "/assets/app.js", "HEAD");
    expect([head.status, head.headers["content-length"], head.body.length]).toEqual([200, "6", 0]);
  });

  it("listens on loopback, and is gone after close", async () => {
    const serving = await served();
    expect(serving.url).toBe(`http://127.0.0.1:${serving.port}/`);
    await serving.close();
    await expect(ask(serving.port, "/")).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe("npm start", () => {
  it("says which port is taken when that port was asked for", async () => {
    const { port } = await served();
    await expect(servePage(temporaryFolder(), { PORT: String(port) })).rejects.toThrow(
      `port ${port} is taken`,
    );
  });
});
