/** The address book of an account. */
import { Button } from "@hansa/front/elements";
import { forgetSent, forgetTyped, keptText, useChange } from "@hansa/front/islands";
import { useEffect, useRef, useState } from "react";
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

  async function change(act: () => Promise<BookOutcome>) {
    const kept = edited === undefined ? undefined : keptAddress(edited);
    const sent = kept && keptText(kept);
    const outcome = await act();
    if (outcome.kind === "faults") return { faults: outcome.faults };
    if (outcome.kind === "gone") {
      if (kept) forgetTyped(kept);
      setEdited(undefined);
      await load();
      return { text: texts.gone };
    }
    // Text that was typed since the press leaves the form open, now as that of the saved address.
    const isWhole = kept === undefined || sent === undefined || forgetSent(kept, sent);
    setEdited(isWhole ? undefined : savedIn(outcome.book));
    if (edited === null) forgetTyped(keptAddress(null));
    setShown((before) => (typeof before === "object" && before ? { ...before, book: outcome.book } : before));
    return undefined;
  }

  /** The address of the open form in a book that has it. */
  function savedIn({ addresses }: AddressBook): SavedAddress | undefined {
    const before = new Set(typeof shown === "object" && shown ? shown.book.addresses.map(({ id }) => id) : []);
    return addresses.find(({ id }) => (edited ? id === edited.id : !before.has(id)));
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
                onRemove={(id) => void send(() => change(() => removeAddress(id)), texts.removed)}
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
              onSave={(input) => void send(() => change(() => saveAddress(input, language)), texts.saved)}
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
