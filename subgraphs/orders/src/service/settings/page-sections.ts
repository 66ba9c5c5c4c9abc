/** Sections of the home page: judged before they are stored, and shown with references that the catalogue resolves. */
import { cleanPageHtml } from "@hansa/commerce/html";
import { isHttps, isShopPath } from "@hansa/commerce/links";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type {
  HeroSectionInput,
  ProductsSectionInput,
  PromisesSectionInput,
  ResolversParentTypes,
  ResolversUnionTypes,
  SectionLinkInput,
  ShopPageSectionInput,
  TextSectionInput,
} from "../../generated/resolvers.ts";
import type { PageSection, ShopPageRow } from "../../store/tables.ts";
import { checkText } from "./validation.ts";

/** Many more than a page that customers read to its end. */
const maxSections = 12;
const maxPromises = 6;
/** Two rows of the widest page. */
const maxProducts = 12;
/** A few paragraphs: a longer text is a page of its own. */
const maxHtmlBytes = 5_000;
const longest = { lead: 300, label: 60, promise: 60, explanation: 200 } as const;

/** The part that an input describes, and its problems. A section with problems is not stored. */
type Read<Part> = { read: Part; problems: InputProblem[] };

/** The sections as they are stored, and all their problems. */
export function readSections(inputs: readonly ShopPageSectionInput[]): Read<PageSection[]> {
  if (inputs.length === 0 || inputs.length > maxSections)
    return { read: [], problems: [problem("sections", "LENGTH", `The home page has 1 to ${maxSections} sections.`)] };
  const sections = inputs.map((input, index) => readSection(`sections.${index}`, input));
  return {
    read: sections.flatMap(({ read }) => read ?? []),
    problems: sections.flatMap(({ problems }) => problems),
  };
}

function readSection(
  at: string,
  { hero, text, products, promises }: ShopPageSectionInput,
): Read<PageSection | undefined> {
  const [only, ...others] = [
    hero && readHero(`${at}.hero`, hero),
    text && readText(`${at}.text`, text),
    products && readProducts(`${at}.products`, products),
    promises && readPromises(`${at}.promises`, promises),
  ].flatMap((given) => given ?? []);
  if (only && others.length === 0) return only;
  const message = "A section is exactly one of hero, text, products and promises.";
  return { read: undefined, problems: [problem(at, "NOT_ONE", message)] };
}

function readHero(at: string, { title, text, pictureId, link }: HeroSectionInput): Read<PageSection> {
  return {
    read: { kind: "HERO", title: title.trim(), text: trimmed(text), pictureId: pictureId ?? null, link: linkOf(link) },
    problems: [
      ...checkText(`${at}.title`, title),
      ...checkOptional(`${at}.text`, text, longest.lead),
      ...checkId(`${at}.pictureId`, pictureId, "med"),
      ...checkLink(`${at}.link`, link),
    ],
  };
}

function readText(at: string, { title, pictureId, link, ...input }: TextSectionInput): Read<PageSection> {
  const bodyHtml = cleanPageHtml(input.bodyHtml);
  const bytes = Buffer.byteLength(bodyHtml);
  return {
    read: { kind: "TEXT", title: title.trim(), bodyHtml, pictureId: pictureId ?? null, link: linkOf(link) },
    problems: [
      ...checkText(`${at}.title`, title),
      ...(bytes === 0 || bytes > maxHtmlBytes
        ? [problem(`${at}.bodyHtml`, "LENGTH", `This has 1 to ${maxHtmlBytes} bytes once sanitized.`)]
        : []),
      ...checkId(`${at}.pictureId`, pictureId, "med"),
      ...checkLink(`${at}.link`, link),
    ],
  };
}

function readProducts(at: string, { title, source, ...input }: ProductsSectionInput): Read<PageSection> {
  const collectionId = input.collectionId ?? null;
  const productIds = [...(input.productIds ?? [])];
  return {
    read: { kind: "PRODUCTS", title: title.trim(), source, collectionId, productIds },
    problems: [
      ...checkText(`${at}.title`, title),
      ...checkUse(`${at}.collectionId`, collectionId !== null, source === "COLLECTION"),
      ...checkId(`${at}.collectionId`, collectionId, "coll"),
      ...checkUse(`${at}.productIds`, productIds.length > 0, source === "CHOSEN"),
      ...(productIds.length > maxProducts
        ? [problem(`${at}.productIds`, "TOO_MANY", `A row has at most ${maxProducts} products.`)]
        : productIds.flatMap((id, index) => [
            ...checkId(`${at}.productIds.${index}`, id, "prod"),
            ...(productIds.indexOf(id) < index
              ? [problem(`${at}.productIds.${index}`, "TWICE", "This product is there already.")]
              : []),
          ])),
    ],
  };
}

function readPromises(at: string, { promises }: PromisesSectionInput): Read<PageSection> {
  return {
    read: {
      kind: "PROMISES",
      promises: promises.map(({ title, text }) => ({ title: title.trim(), text: trimmed(text) })),
    },
    problems:
      promises.length === 0 || promises.length > maxPromises
        ? [problem(`${at}.promises`, "LENGTH", `These are 1 to ${maxPromises}.`)]
        : promises.flatMap(({ title, text }, index) => [
            ...checkText(`${at}.promises.${index}.title`, title, longest.promise),
            ...checkOptional(`${at}.promises.${index}.text`, text, longest.explanation),
          ]),
  };
}

type Optional<Value> = Value | null | undefined;

function trimmed(text: Optional<string>): string | null {
  return text?.trim() ?? null;
}

function linkOf(link: Optional<SectionLinkInput>) {
  return link ? { label: link.label.trim(), url: link.url } : null;
}

function checkOptional(field: string, text: Optional<string>, most: number): InputProblem[] {
  return typeof text === "string" ? checkText(field, text, most) : [];
}

/** A field of one source alone: needed there, and refused elsewhere, where it would be forgotten. */
function checkUse(field: string, isGiven: boolean, isUsed: boolean): InputProblem[] {
  if (isGiven === isUsed) return [];
  return isUsed
    ? [problem(field, "NEEDED", "This source needs it.")]
    : [problem(field, "NOT_USED", "This source does not use it.")];
}

/** An id of another kind would find nothing, and be left out of the page without a word. */
function checkId(field: string, id: Optional<string>, prefix: string): InputProblem[] {
  if (typeof id !== "string" || new RegExp(`^${prefix}_\\w{1,60}$`).test(id)) return [];
  return [problem(field, "FORMAT", `This is an id that begins with ${prefix}_.`)];
}

function checkLink(at: string, link: Optional<SectionLinkInput>): InputProblem[] {
  if (!link) return [];
  const isJudged = isShopPath(link.url) || isHttps(link.url);
  const message = "Give a path of this shop such as /collections/tea, or an address that begins with https://.";
  return [
    ...checkText(`${at}.label`, link.label, longest.label),
    ...(isJudged ? [] : [problem(`${at}.url`, "FORMAT", message)]),
  ];
}

type ShownSection = ResolversUnionTypes<ResolversParentTypes>["ShopPageSection"];

/** The sections of a page as the graph has them. */
export function showSections({ sections }: ShopPageRow): ShownSection[] {
  return sections.map(showSection);
}

function showSection(section: PageSection): ShownSection {
  switch (section.kind) {
    case "HERO":
      return { __typename: "HeroSection", ...section, picture: referTo(section.pictureId) };
    case "TEXT":
      return { __typename: "TextSection", ...section, picture: referTo(section.pictureId) };
    case "PRODUCTS":
      return {
        __typename: "ProductsSection",
        ...section,
        collection: referTo(section.collectionId),
        products: section.productIds.map((id) => ({ id })),
      };
    case "PROMISES":
      return { __typename: "PromisesSection", ...section };
  }
}

function referTo(id: string | null): { id: string } | null {
  return id === null ? null : { id };
}
