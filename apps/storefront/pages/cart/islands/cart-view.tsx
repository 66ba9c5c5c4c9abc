/** The cart: its lines, its code, its totals, and the way to checkout. */
import { Button, buttonClass, Notice } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { type ReactNode, useEffect, useState } from "react";
import { addToCart } from "../../../shop/cart.ts";
import { Totals } from "../../../shop/elements/totals.tsx";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import {
  applyCode,
  type CartContent,
  type CartOutcome,
  type CartRefusal,
  readOwnCart,
  removeCode,
  setQuantity,
  startCheckout,
} from "../actions.ts";
import { cartTexts } from "../texts.ts";

/** `product` has the place of a slug in it. */
export type CartLinks = { home: string; product: string; checkout: string };
type CartViewProps = { language: Language; currency: string | null; links: CartLinks };

/** Undefined while it is read, null if there is none. */
type Shown = CartContent | null | undefined | "unreachable";

type Removed = { variantId: string; title: string; quantity: number };

export function CartView({ language, currency, links }: CartViewProps) {
  const texts = cartTexts[language];
  const [shown, setShown] = useState<Shown>();
  const [isBusy, setIsBusy] = useState(false);
  const [notice, setNotice] = useState<ReactNode>(null);
  const [removed, setRemoved] = useState<Removed>();
  const [chosen, setChosen] = useState<{ variantId: string; quantity: number }>();

  useEffect(() => {
    setChosen(readChosen());
    void load();
  }, []);

  async function load(): Promise<void> {
    setShown(undefined);
    setShown(await readOwnCart().catch(() => "unreachable" as const));
  }

  /** One change at a time: each is made on the version that the one before it has left. */
  async function change(send: () => Promise<CartOutcome>): Promise<CartOutcome> {
    if (isBusy) return {};
    setIsBusy(true);
    setNotice(null);
    setRemoved(undefined);
    try {
      const outcome = await send();
      if (outcome.cart !== undefined) setShown(outcome.cart);
      if (outcome.wasChanged) setNotice(texts.wasChanged);
      if (outcome.refusal) setNotice(refusalText(outcome.refusal, language));
      return outcome;
    } catch {
      setNotice(shopTexts[language].unreachable);
      return {};
    } finally {
      setIsBusy(false);
    }
  }

  async function add(addition: { variantId: string; quantity: number }): Promise<void> {
    setIsBusy(true);
    setNotice(null);
    const { kind, ...rest } = await addToCart({ ...addition, currency });
    setIsBusy(false);
    setRemoved(undefined);
    if (kind === "added") {
      history.replaceState(null, "", location.pathname);
      setChosen(undefined);
      await load();
      setNotice(texts.added);
    } else if (kind === "short" && "available" in rest) setNotice(texts.short(null, rest.available));
    else setNotice(kind === "unreachable" ? shopTexts[language].unreachable : texts.failed);
  }

  async function remove({ id, title, quantity, variant }: CartContent["lines"][number]): Promise<void> {
    const { cart, wasChanged } = await change(() => setQuantity(shown as CartContent, id, 0));
    if (cart && !wasChanged && variant) setRemoved({ variantId: variant.id, title, quantity });
  }

  async function toCheckout(): Promise<void> {
    const { checkoutId } = await change(() => startCheckout(shown as CartContent));
    if (checkoutId) location.assign(links.checkout);
  }

  const messages = (
    <div aria-live="polite" className="space-y-3">
      {notice ? <Notice kind="info">{notice}</Notice> : null}
      {removed ? (
        <Notice>
          {texts.removed(removed.title)}{" "}
          <Button look="quiet" isBusy={isBusy} onClick={() => void add(removed)}>
            {texts.undo}
          </Button>
        </Notice>
      ) : null}
    </div>
  );
  const pending = chosen ? (
    <div className="mb-6 rounded-2xl border border-line bg-surface p-5">
      <p className="mb-3">{texts.addHint}</p>
      <Button isBusy={isBusy} onClick={() => void add(chosen)}>
        {texts.addChosen}
      </Button>
    </div>
  ) : null;
  if (shown === undefined) return <p role="status">{texts.loading}</p>;
  if (shown === "unreachable") {
    return (
      <Notice kind="fault">
        <p className="mb-3">{shopTexts[language].unreachable}</p>
        <Button look="secondary" onClick={() => void load()}>
          {shopTexts[language].retry}
        </Button>
      </Notice>
    );
  }
  if (shown === null || shown.lines.length === 0) {
    return (
      <>
        {pending}
        {messages}
        <p className="my-6">{texts.empty}</p>
        <a href={links.home} className={buttonClass("secondary")}>
          {shopTexts[language].browse}
        </a>
      </>
    );
  }
  return (
    <>
      {pending}
      <div className="grid gap-10 lg:grid-cols-[1fr_20rem]">
        <div>
          {messages}
          <ul className="divide-y divide-line" aria-busy={isBusy}>
            {shown.lines.map((line) => (
              <CartLine
                key={line.id}
                line={line}
                language={language}
                links={links}
                isBusy={isBusy}
                onQuantity={(quantity) => void change(() => setQuantity(shown, line.id, quantity))}
                onRemove={() => void remove(line)}
              />
            ))}
          </ul>
        </div>
        <section aria-label={shopTexts[language].total} className="h-fit rounded-2xl border border-line bg-surface p-6">
          <CodeForm cart={shown} language={language} isBusy={isBusy} change={change} />
          <Totals totals={shown.totals} language={language} />
          <p className="my-4 text-sm text-muted">{texts.shippingLater}</p>
          <Button className="w-full" isBusy={isBusy} onClick={() => void toCheckout()}>
            {shown.checkout && shown.checkout.state !== "EXPIRED" ? texts.resume : texts.checkout}
          </Button>
        </section>
      </div>
    </>
  );
}

type CartLineProps = {
  line: CartContent["lines"][number];
  language: Language;
  links: CartLinks;
  isBusy: boolean;
  onQuantity(quantity: number): void;
  onRemove(): void;
};

function CartLine({ line, language, links, isBusy, onQuantity, onRemove }: CartLineProps) {
  const texts = cartTexts[language];
  const { title, quantity, unitPrice, lineTotal, variant, priceChanged, outOfStock } = line;
  const picture = variant?.product.media[0];
  return (
    <li className="flex gap-4 py-5">
      <div className="size-20 shrink-0 overflow-hidden rounded-lg bg-surface sm:size-24">
        {picture ? (
          <img
            src={picture.url}
            alt=""
            width={picture.width ?? 96}
            height={picture.height ?? 96}
            className="size-full object-cover"
          />
        ) : null}
      </div>
      <div className="grow">
        <div className="flex justify-between gap-4">
          <h2 className="font-sans text-base font-medium">
            {variant ? <a href={links.product.replace("SLUG", variant.product.slug)}>{title}</a> : title}
          </h2>
          <p className="font-medium">{formatAmount(lineTotal, language)}</p>
        </div>
        <p className="text-sm text-muted">{formatAmount(unitPrice, language)}</p>
        {priceChanged ? <p className="text-sm text-fault">{texts.priceChanged}</p> : null}
        {outOfStock ? <p className="text-sm text-fault">{texts.outOfStock}</p> : null}
        <div className="mt-2 flex items-center gap-4">
          <input
            type="number"
            inputMode="numeric"
            min={1}
            max={1000}
            aria-label={texts.quantityOf(title)}
            value={quantity}
            disabled={isBusy}
            onChange={(event) => {
              const asked = Number(event.currentTarget.value);
              if (Number.isInteger(asked) && asked > 0 && asked !== quantity) onQuantity(asked);
            }}
            className="min-h-11 w-20 rounded-full border border-line-strong bg-surface px-3 text-center"
          />
          <Button look="quiet" isBusy={isBusy} aria-label={texts.removeTitle(title)} onClick={onRemove}>
            {texts.remove}
          </Button>
        </div>
      </div>
    </li>
  );
}

type CodeFormProps = {
  cart: CartContent;
  language: Language;
  isBusy: boolean;
  change(send: () => Promise<CartOutcome>): Promise<CartOutcome>;
};

function CodeForm({ cart, language, isBusy, change }: CodeFormProps) {
  const texts = cartTexts[language];
  const [code, setCode] = useState("");
  const { code: applied, codeRejection } = cart;
  if (applied) {
    return (
      <div className="mb-5 text-sm">
        <p>
          {texts.code} <strong>{applied}</strong>
        </p>
        {codeRejection ? <p className="text-fault">{texts[codeRejection]}</p> : null}
        <Button look="quiet" isBusy={isBusy} onClick={() => void change(() => removeCode(cart))}>
          {texts.removeCode(applied)}
        </Button>
      </div>
    );
  }
  return (
    <form
      className="mb-5 flex gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() !== "") void change(() => applyCode(cart, code.trim()));
      }}
    >
      <input
        aria-label={texts.code}
        placeholder={texts.code}
        value={code}
        maxLength={40}
        onChange={(event) => setCode(event.currentTarget.value)}
        className="min-h-11 w-full min-w-0 rounded-full border border-line-strong bg-ground px-4 placeholder:text-muted"
      />
      <Button type="submit" look="secondary" isBusy={isBusy}>
        {texts.apply}
      </Button>
    </form>
  );
}

function refusalText(refusal: CartRefusal, language: Language): string {
  const texts = cartTexts[language];
  switch (refusal.kind) {
    case "short":
      return texts.short(refusal.title, refusal.available);
    case "code":
      return refusal.minimum ? texts.belowMinimum(formatAmount(refusal.minimum, language)) : texts[refusal.reason];
    case "limit":
      return texts.limit;
    case "invalid":
      return texts.invalid;
    case "locked":
      return texts.locked;
    case "not sold":
      return shopTexts[language].notSold;
    case "too many codes":
      return texts.tooManyCodes;
    case "reserved units":
      return texts.reservedUnits;
    case "failed":
      return texts.failed;
  }
}

/** The product that the address asks to add: a form without scripts leads here. */
function readChosen(): { variantId: string; quantity: number } | undefined {
  const search = new URLSearchParams(location.search);
  const variantId = search.get("add");
  const quantity = Number(search.get("quantity") ?? 1);
  return variantId && Number.isInteger(quantity) && quantity > 0 ? { variantId, quantity } : undefined;
}
