import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  base: "./",
  build: {
    outDir: "dist",
    target: "es2023",
    manifest: true,
    rolldownOptions: {
      output: {
        advancedChunks: {
          includeDependenciesRecursively: false,
          // What the desk always loads together travels and compresses together.
          groups: [
            { name: "desk", test: /src\/(features\/desk|business\/(waybill-list|ticket-lines|ticket-kinds|earlier-contacts|customer-card|texts|business))/ },
          ],
        },
      },
    },
    // The reports' chart engine is one lazy chunk of about 180 KiB gzip; scripts/sizes.mjs guards the budgets.
    chunkSizeWarningLimit: 900,
  },
  server: {
    // A center started by `make run` answers the API while Vite serves the sources.
    proxy: {
      "/api": "http://localhost:8080",
      "/socket": { target: "ws://localhost:8080", ws: true },
      "/config.json": "http://localhost:8080",
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
