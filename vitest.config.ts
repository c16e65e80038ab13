// Two projects: `unit` runs in Node, files side by side; `browser` has the end-to-end tests, which start Chromium from
// Node and run one at a time: two browsers on two cores make each other's waits time out.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{engine,node-runner,schemas,infra,web,bench}/test/**/*.test.ts"],
          environment: "node",
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["{engine,node-runner,schemas,infra,web}/test/**/*.e2e.ts"],
          environment: "node",
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // After the unit tests, not beside them.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
