/** The addresses of the pages, below the base of the office. */
import type { PageRoute } from "./page.ts";

const routes: readonly PageRoute[] = [
  { path: "/home", load: async () => (await import("./home/page.tsx")).HomePage },
  { path: "/orders", scope: "orders:read", load: async () => (await import("./orders/page.tsx")).OrdersPage },
  { path: "/orders/:number", scope: "orders:read", load: async () => (await import("./order/page.tsx")).OrderPage },
  {
    path: "/orders/:number/send",
    scope: "fulfilments:write",
    load: async () => (await import("./send/page.tsx")).SendPage,
  },
  {
    path: "/orders/:number/refund",
    scope: "refunds:write",
    load: async () => (await import("./refund/page.tsx")).RefundPage,
  },
  {
    path: "/orders/:number/put-back",
    scope: "fulfilments:write",
    load: async () => (await import("./put-back/page.tsx")).PutBackPage,
  },
  {
    path: "/orders/:number/capture",
    scope: "payments:write",
    load: async () => (await import("./capture/page.tsx")).CapturePage,
  },
  {
    path: "/orders/:number/contact",
    scope: "orders:write",
    load: async () => (await import("./contact/page.tsx")).ContactPage,
  },
  {
    path: "/orders/:number/cancel",
    scope: "orders:write",
    load: async () => (await import("./cancel/page.tsx")).CancelPage,
  },
  {
    path: "/customers/:id",
    scope: "users:read",
    load: async () => (await import("./customer/page.tsx")).CustomerPage,
  },
  { path: "/reviews", scope: "reviews:moderate", load: async () => (await import("./reviews/page.tsx")).ReviewsPage },
  {
    path: "/pick-list",
    scope: "fulfilments:write",
    load: async () => (await import("./pick-list/page.tsx")).PickListPage,
  },
  {
    path: "/send",
    scope: "fulfilments:write",
    load: async () => (await import("./send-orders/page.tsx")).SendOrdersPage,
  },
  { path: "/slips", scope: "fulfilments:write", load: async () => (await import("./slips/page.tsx")).SlipsPage },
  { path: "/returns", scope: "orders:read", load: async () => (await import("./returns/page.tsx")).ReturnsPage },
  { path: "/returns/:id", scope: "orders:read", load: async () => (await import("./return/page.tsx")).ReturnPage },
  {
    path: "/withdrawals",
    scope: "orders:read",
    load: async () => (await import("./withdrawals/page.tsx")).WithdrawalsPage,
  },
  // Before the next one, of whose references none is a word.
  {
    path: "/withdrawals/record",
    scope: "orders:write",
    load: async () => (await import("./withdrawal/record-page.tsx")).RecordPage,
  },
  {
    path: "/withdrawals/:reference",
    scope: "orders:read",
    load: async () => (await import("./withdrawal/page.tsx")).WithdrawalPage,
  },
];

/** The page of a path, with the parts that have names; undefined: it leads nowhere. */
export function findRoute(path: string): { route: PageRoute; params: Readonly<Record<string, string>> } | undefined {
  const given = path.split("/");
  for (const route of routes) {
    const wanted = route.path.split("/");
    const isSame = wanted.every((part, index) => (part.startsWith(":") ? given[index] !== "" : part === given[index]));
    if (!isSame || wanted.length !== given.length) continue;
    const named = wanted.flatMap((part, index) =>
      part.startsWith(":") ? [[part.slice(1), decoded(given[index])]] : [],
    );
    return { route, params: Object.fromEntries(named) };
  }
  return undefined;
}

/** Escapes that are none stand for themselves. */
function decoded(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
