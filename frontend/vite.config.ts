import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  base: "./",
  build: {
    outDir: "dist",
    target: "es2023",
    manifest: true,
    // Every supported browser preloads modules by itself.
    modulePreload: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          // What the desk always loads together travels and compresses together.
          groups: [
            { name: "first", test: /node_modules\/(react|react-dom|scheduler|wouter|regexparam|mitt|use-sync-external-store|@tanstack)\/|preload-helper|src\/(i18n\/(index|catalog|format)|agent|session|live|config|ui\/(icon|state|timer|menu|hotkeys|typing|toasts|theme|boundary|answers|logo)|api\/(client|desk|problem|session|transport)|phone\/(index|softphone|state|leader|remote)|features\/shell\/(index|rail|home|not-found|user-menu|fresh))/ },
            { name: "desk", test: /src\/(features\/(desk|shell\/search)|business\/(waybill-list|ticket-lines|ticket-kinds|earlier-contacts|customer-card|texts|business)|ui\/(copyable|field|panel|tabs|media)|api\/(contacts|customers))/ },
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
    // Edits of the largest shipped flow take seconds where two test runs share a machine.
    testTimeout: 30_000,
  },
});
