// The playground: `vite` serves web/, `vite build` writes dist/web.

import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";
import solid from "vite-plugin-solid";

/** The development server puts styles into the page itself, which the built page's policy rightly forbids. */
const developmentStyles: Plugin = {
  name: "cift:development-styles",
  apply: "serve",
  transformIndexHtml: (html) => html.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
};

export default defineConfig({
  root: "web",
  // Relative addresses: the built page works from any folder of any host.
  base: "./",
  plugins: [solid(), tailwindcss(), developmentStyles],
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
