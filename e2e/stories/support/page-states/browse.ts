/** The states of the pages that all visitors see: lists, products, search, and addresses that lead nowhere. */
import { awaitIsland, type PageState, type Walk } from "./page-state.ts";

/** Pages that need nothing but their address: the state, the address, and a text that it shows. */
const addresses: readonly { name: string; path: string; text: string }[] = [
  { name: "home: all", path: "/", text: "Best sellers" },
  { name: "home: German", path: "/de", text: "Beliebt" },
  { name: "collections: all", path: "/collections", text: "All collections" },
  { name: "reviews: all", path: "/products/tidemark-mug/reviews", text: "Reviews of Tidemark Mug" },
  { name: "collection: all", path: "/collections/kitchen", text: "Tidemark Mug" },
  { name: "collection: filtered", path: "/collections/kitchen?f.colour=navy", text: "Navy" },
  { name: "collection: nothing found", path: "/collections/kitchen?min=99999", text: "Remove filters" },
  { name: "search: empty", path: "/search", text: "Search" },
  { name: "search: results", path: "/search?q=lamp", text: "Chart Table Lamp" },
  { name: "search: nothing found", path: "/search?q=zzqqxx", text: "zzqqxx" },
  { name: "legal page", path: "/pages/imprint", text: "Imprint" },
  { name: "legal page: German", path: "/de/pages/imprint", text: "Impressum" },
  { name: "404", path: "/no/such/page", text: "There is nothing here" },
];

export const browse: Walk = async function* ({ origin, openPage }): AsyncGenerator<PageState> {
  const page = await openPage();
  for (const { name, path, text } of addresses) {
    await page.goto(origin + path);
    await page.getByText(text).first().waitFor();
    yield { name, page };
  }
  await page.goto(`${origin}/search`);
  await awaitIsland(page, "search-field");
  await page.getByRole("combobox").pressSequentially("tide");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  yield { name: "search: suggestions", page };
  await page.keyboard.press("Escape");
  await page.getByRole("listbox").waitFor({ state: "hidden" });
  const size = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.setViewportSize({ ...size, width: 390 });
  await page.goto(`${origin}/collections/kitchen?f.colour=navy`);
  await page.getByRole("button", { name: "Filter and sort" }).click();
  yield { name: "collection: filters on a phone", page };
  await page.keyboard.press("Escape");
  await page.getByRole("banner").getByRole("button", { name: "Collections" }).click();
  yield { name: "menu on a phone", page };
  await page.setViewportSize(size);
  await page.goto(`${origin}/products/tidemark-mug?variant=TOR-TID-OAT-S`);
  await awaitIsland(page, "buy-box");
  yield { name: "product: in stock", page };
  await page.getByRole("region", { name: "Pictures" }).getByRole("link").first().click();
  await page.getByRole("dialog").waitFor();
  yield { name: "product: picture", page };
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByText("is in your cart").waitFor();
  yield { name: "product: added", page };
  await page.keyboard.press("Escape");
  await page.locator("#quantity").fill("900");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("alert").waitFor();
  yield { name: "product: less in stock", page };
  await page.context().close();
};
