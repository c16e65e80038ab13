// The playground: `vite` serves web/, `vite build` writes dist/web.

import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

export default defineConfig({
  root: "web",
  // Relative addresses: the built page works from any folder of any host.
  base: "./",
  plugins: [solid(), tailwindcss()],
  // The engine's worker is a module: it imports the WebAssembly's glue code.
  worker: { format: "es" },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: true,
  },
  server: {
    // The engine's dist and wasm folders are beside web/, and this is the folder above both.
    fs: { allow: [".."] },
  },
});
