/** The address book of an account. */
import { Button } from "@hansa/front/elements";
import { forgetSent, forgetTyped, keptText, useChange } from "@hansa/front/islands";
import { useEffect, useRef, useState } from "react";
import type { AddressSaveInput } from "../../../generated/graphql.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import { AddressLines } from "../../../shop/elements/address-lines.tsx";
import { useReading } from "../../../shop/reading.ts";
import type { Language } from "../../../shop/texts.ts";
import {
  type AddressBook,
  type BookOutcome,
  openAddressBook,
  removeAddress,
  type SavedAddress,
  saveAddress,
} from "../address-actions.ts";
import { AccountFrame, Outcome } from "../elements/account-frame.tsx";
import { AddressEditor, keptAddress } from "../elements/address-editor.tsx";
import type { AccountProps } from "../links.ts";
import { accountPageTexts } from "../texts.ts";

export function AccountAddresses({ language, links, country }: AccountProps) {
  const texts = accountPageTexts[language];
  const { shown, setShown, load } = useReading(() => openAddressBook(country, language));
  const { isBusy, isSuccess, text, faults, send, tell } = useChange(accountTexts[language].failed);
  /** Null: a new address is typed; undefined: none is. */
  const [edited, setEdited] = useState<SavedAddress | null>();
  const adding = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    // The form is gone, and its focus with it.
    if (wasEditing.current && edited === undefined) adding.current?.focus();
    wasEditing.current = edited !== undefined;
  }, [edited]);

  /** Saves the address of the open form, which closes; text that was typed since the press leaves it open, as that of the saved address. */
  async function save(input: AddressSaveInput, address: SavedAddress | null) {
    const kept = keptAddress(address);
    const sent = keptText(kept);
    const outcome = await saveAddress(input, language);
    if (outcome.kind === "faults") return { faults: outcome.faults };
    const isLeft = outcome.kind === "saved" && !forgetSent(kept, sent);
    forgetTyped(kept);
    const next = isLeft ? savedIn(outcome.book, address) : undefined;
    // A form that was closed meanwhile stays closed.
    setEdited((now) => (now === address ? next : now));
    return told(outcome);
  }

  async function told(outcome: Exclude<BookOutcome, { kind: "faults" }>) {
    if (outcome.kind === "gone") {
      await load();
      return { text: texts.gone };
    }
    setShown((before) => (typeof before === "object" && before ? { ...before, book: outcome.book } : before));
    return undefined;
  }

  /** The saved address in its book; null: it was a new one. */
  function savedIn({ addresses }: AddressBook, address: SavedAddress | null): SavedAddress | undefined {
    const before = new Set(typeof shown === "object" && shown ? shown.book.addresses.map(({ id }) => id) : []);
    return addresses.find(({ id }) => (address ? id === address.id : !before.has(id)));
  }

  function edit(address: SavedAddress | null | undefined): void {
    tell({});
    setEdited(address);
  }

  return (
    <AccountFrame language={language} links={links} current="addresses" part={shown} onRetry={load}>
      {({ book, countries, form }) => (
        <>
          <Outcome text={text} isSuccess={isSuccess} />
          {edited === undefined ? (
            <>
              <Addresses
                book={book}
                language={language}
                isBusy={isBusy}
                onEdit={form ? edit : undefined}
                onRemove={(id) => void send(async () => told(await removeAddress(id)), texts.removed)}
              />
              {form ? (
                <Button
                  ref={adding}
                  look={book.addresses.length === 0 ? "primary" : "secondary"}
                  onClick={() => edit(null)}
                >
                  {texts.addAddress}
                </Button>
              ) : (
                <p role="status">{texts.formAway}</p>
              )}
            </>
          ) : form ? (
            <AddressEditor
              language={language}
              countries={countries}
              form={form}
              address={edited}
              isDefault={book.addresses.length === 0 || edited?.id === book.defaultId}
              isBusy={isBusy}
              faults={faults}
              onSave={(input) => void send(() => save(input, edited), texts.saved)}
              onCancel={() => edit(undefined)}
            />
          ) : null}
        </>
      )}
    </AccountFrame>
  );
}

type AddressesProps = {
  book: AddressBook;
  language: Language;
  isBusy: boolean;
  /** Undefined while there is no form. */
  onEdit: ((address: SavedAddress) => void) | undefined;
  onRemove(id: string): void;
};

function Addresses({ book, language, isBusy, onEdit, onRemove }: AddressesProps) {
  const texts = accountPageTexts[language];
  if (book.addresses.length === 0) return <p className="mb-6">{texts.noAddresses}</p>;
  return (
    <ul className="mb-6 grid gap-4 sm:grid-cols-2">
      {book.addresses.map((address) => (
        <li key={address.id} className="flex flex-col justify-between rounded-2xl border border-line bg-surface p-5">
          <div>
            <AddressLines address={address} language={language} />
            {address.id === book.defaultId ? <p className="mt-2 text-sm text-good">{texts.isDefault}</p> : null}
          </div>
          <div className="-ms-1 mt-2 flex gap-5">
            {onEdit ? (
              <Button
                look="quiet"
                isBusy={isBusy}
                aria-label={texts.changeOf(`${address.name}, ${address.line1}`)}
                onClick={() => onEdit(address)}
              >
                {texts.change}
              </Button>
            ) : null}
            <Button
              look="quiet"
              isBusy={isBusy}
              aria-label={texts.removeOf(`${address.name}, ${address.line1}`)}
              onClick={() => onRemove(address.id)}
            >
              {texts.remove}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
