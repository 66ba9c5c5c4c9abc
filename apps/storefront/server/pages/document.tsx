/** The document of a page: head, header, main part and footer, as HTML. */
import { buttonClass } from "@hansa/front/elements";
import { LateIslands, usedIslands } from "@hansa/front/islands";
import { renderToString } from "preact-render-to-string";
import { Footer } from "../../layout/footer.tsx";
import { Header, QuietHeader } from "../../layout/header.tsx";
import { layoutTexts } from "../../layout/texts.ts";
import type { FoundPage } from "../../pages/page.ts";
import type { ShopFacts } from "../../shop/facts.ts";
import { linkTo, type Place } from "../../shop/links.ts";
import { type Language, languages } from "../../shop/texts.ts";
import type { BuiltFiles } from "../built-files.ts";
import { brandStyles } from "./brand.ts";
import type { KeptPage } from "./kept-pages.ts";

type DocumentParts = {
  page: FoundPage;
  place: Place;
  facts: ShopFacts;
  built: BuiltFiles;
  /** The address of the shop; null if it has none yet. */
  publicUrl: string | null;
};

const beginOfMain = '<main id="main"';

/** Renders the whole page. */
export function renderDocument({ page, place, facts, built, publicUrl }: DocumentParts): string {
  const { language } = place;
  const { result: body, names } = usedIslands(() =>
    renderToString(
      <body className="flex min-h-dvh flex-col">
        <a href="#main" className="sr-only focus:not-sr-only focus:p-3">
          {layoutTexts[language].skip}
        </a>
        {page.isQuiet ? <QuietHeader place={place} facts={facts} /> : <Header place={place} facts={facts} />}
        <main id="main" className="mx-auto w-full max-w-6xl grow px-4 pb-16 sm:px-6">
          <LateIslands value={<LateWords place={place} />}>{page.main}</LateIslands>
        </main>
        <Footer place={place} facts={facts} />
      </body>,
    ),
  );
  const shop = facts.name ?? layoutTexts[language].shop;
  const head = renderToString(
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{page.title === shop ? shop : `${page.title} – ${shop}`}</title>
      {page.description ? <meta name="description" content={page.description} /> : null}
      {page.isHidden ? <meta name="robots" content="noindex" /> : null}
      {publicUrl === null || page.isHidden || page.address === undefined ? null : (
        <>
          <Addresses publicUrl={publicUrl} address={page.address} language={language} />
          <SharedLink publicUrl={publicUrl} address={page.address} page={page} language={language} shop={shop} />
        </>
      )}
      {facts.themeColor ? <meta name="theme-color" content={facts.themeColor} /> : null}
      <link rel="icon" href={facts.favicon ?? "/icon.svg"} />
      {[...built.styles, ...brandStyles(facts)].map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      {[...new Set(names.flatMap((name) => built.island(name)))].map((href) => (
        <link key={href} rel="modulepreload" href={href} />
      ))}
      <script type="module" src={built.script} />
    </head>,
  );
  // Islands that the server does not render read it there.
  const catalogue = place.catalogueLang === undefined ? "" : ` data-catalogue="${place.catalogueLang}"`;
  return `<!doctype html><html lang="${language}"${catalogue}>${head}${body}</html>`;
}

/** The words for a part that has not started, with a link to the same page: without a script nothing else can load it again. */
function LateWords({ place }: { place: Place }) {
  const texts = layoutTexts[place.language];
  return (
    <p
      role="alert"
      className="my-4 flex flex-wrap items-center gap-4 rounded-lg border-s-4 border-fault bg-surface p-4"
    >
      {texts.late}{" "}
      <a href={linkTo(place, place.path)} className={buttonClass("secondary")}>
        {texts.loadAgain}
      </a>
    </p>
  );
}

type AddressesProps = { publicUrl: string; address: string; language: Language };

/** The address under which search engines keep the shown thing, in the usual currency and without filters, and that of each language. */
function Addresses({ publicUrl, address, language }: AddressesProps) {
  const hrefIn = (language: Language) => publicUrl + linkTo({ language, currency: null }, address);
  return (
    <>
      <link rel="canonical" href={hrefIn(language)} />
      {languages.map((language) => (
        <link key={language} rel="alternate" hrefLang={language} href={hrefIn(language)} />
      ))}
      <link rel="alternate" hrefLang="x-default" href={hrefIn(languages[0])} />
    </>
  );
}

type SharedLinkProps = AddressesProps & { page: FoundPage; shop: string };

/** The card that other sites show for a link to the page (ogp.me): all addresses are whole. */
function SharedLink({ publicUrl, address, language, page, shop }: SharedLinkProps) {
  const { title, description, picture } = page;
  const properties = {
    "og:type": "website",
    "og:site_name": shop,
    "og:title": title,
    "og:url": publicUrl + linkTo({ language, currency: null }, address),
    ...(description ? { "og:description": description } : {}),
    ...(picture ? { "og:image": new URL(picture.url, publicUrl).href, "og:image:alt": picture.alt } : {}),
  };
  return (
    <>
      {Object.entries(properties).map(([property, content]) => (
        <meta key={property} property={property} content={content} />
      ))}
    </>
  );
}

/** A kept page with a notice of its time. */
export function markKept({ html, at }: KeptPage, language: Language): string {
  const notice = renderToString(
    <p role="status" className="my-4 rounded-lg border border-line bg-surface p-3 text-sm">
      {layoutTexts[language].keptSince(new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(at))}
    </p>,
  );
  const begin = html.indexOf(beginOfMain);
  const end = html.indexOf(">", begin) + 1;
  return `${html.slice(0, end)}${notice}${html.slice(end)}`;
}
