import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { ApiProblem } from "./api/problem";
import { loadConfig } from "./config";
import { WordsProvider } from "./i18n";
import { preferredLanguage, speak } from "./i18n/catalog";
import { SessionProvider } from "./session/session";
import { applyTheme } from "./ui/theme";
import { ToastProvider } from "./ui/toasts";

const isRefusal = (error: unknown) => error instanceof ApiProblem && error.status < 500;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal will not change by asking again; a network hiccup may.
      retry: (count, error) => !isRefusal(error) && count < 2,
    },
  },
});

async function begin(root: HTMLElement) {
  applyTheme();
  const [config] = await Promise.all([loadConfig(), speak(preferredLanguage())]);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <WordsProvider timeZone={config.time_zone}>
          <SessionProvider>
            <ToastProvider>
              <App />
            </ToastProvider>
          </SessionProvider>
        </WordsProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root) {
  begin(root).catch(() => {
    // Before any language is known: both.
    root.innerHTML = `<p style="padding:2rem" role="alert">无法启动：服务器未响应，请刷新重试。<br>This page could not start: the server did not answer. Reload to try again.</p>`;
  });
}
