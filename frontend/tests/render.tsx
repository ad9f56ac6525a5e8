/** Renders a part of the app as the app does: words, toasts, queries, and a server that answers as told. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { WordsProvider } from "../src/i18n";
import { sayMore, speak } from "../src/i18n/catalog";
import { ToastProvider } from "../src/ui/toasts";

type Answers = Record<string, { status?: number; body: unknown }>;

/** `{"GET /ticket-kinds": {body}}`; returns what was asked. */
export function serve(answers: Answers) {
  const asked: { route: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.href), init);
    const route = `${request.method} ${new URL(request.url).pathname.replace(/^\/api/, "")}`;
    const text = await request.text();
    asked.push({ route, body: text ? JSON.parse(text) : undefined });
    const answer = answers[route] ?? { status: 404, body: { error: { code: "not_found", message: route, fields: [] } } };
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 });
  });
  return asked;
}

export async function show(part: ReactNode, language: "en" | "zh-CN" = "en") {
  await speak(language);
  await sayMore();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={queries}>
      <WordsProvider timeZone="Asia/Shanghai">
        <ToastProvider>{part}</ToastProvider>
      </WordsProvider>
    </QueryClientProvider>,
  );
}
