import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * What of the voice SDK the desk does without: a page of advice in each of its errors, which the desk goes by the codes
 * of and says in two languages, and the test call that nobody makes here.
 */
const leanPhone: Plugin = {
  name: "lean-phone",
  transform(code, id) {
    if (id.endsWith("voice-sdk/esm/twilio/preflight/preflight.js")) return "export class PreflightTest {}";
    if (!id.endsWith("voice-sdk/esm/twilio/errors/generated.js")) return;
    return code
      .replace(/^\s*this\.(causes|solutions) = \[[^]*?\];$/gm, "this.$1 = [];")
      .replace(/^\s*this\.explanation = .*;$/gm, "this.explanation = this.description;");
  },
};

export default defineConfig({
  plugins: [react(), leanPhone],
  resolve: {
    // wouter's stand-in for what React itself has had since 18.
    alias: { "use-sync-external-store/shim/index.js": "react" },
  },
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
            { name: "first", test: /node_modules\/(react|react-dom|scheduler|wouter|regexparam|mitt|@tanstack)\/|preload-helper|src\/(i18n\/(index|catalog|format)|agent|session|live|config|ui\/(icon|clock|state|timer|menu|hotkeys|typing|toasts|theme|boundary|answers|logo)|api\/(client|desk|problem|session|transport)|phone\/(index|softphone|state|leader|remote)|features\/shell\/(index|rail|home|not-found|user-menu|fresh))/ },
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
