/** Builds the page that the router serves at /playground: everything in it comes from the router itself. */
import { defineConfig } from "vite";

export default defineConfig({
  base: "/playground/",
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
    rolldownOptions: {
      // The editor's packages mark files for React's server components, which there are none of here.
      onLog: (level, log, report) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
});
