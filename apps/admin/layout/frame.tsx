/** The frame of all pages: the menu, the person who works here, and the page. */
import { buttonClass } from "@hansa/front/elements";
import type { ReactNode } from "react";
import { chooseLanguage, language } from "../shop/language.ts";
import { addressOf } from "../shop/places/address.ts";
import type { Viewer } from "../shop/session/viewer.ts";
import { textsOf } from "../shop/texts.ts";
import { menuOf } from "./menu.ts";
import { SignOut } from "./sign-out.tsx";

const texts = textsOf("frame")[language];
const roles = textsOf("roles")[language];

/** `path` is that of the page; `viewer` is undefined until it is known. */
type FrameProps = { path: string; viewer: Viewer | undefined; children: ReactNode };

export function Frame({ path, viewer, children }: FrameProps) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13rem_minmax(0,1fr)] print:block print:min-h-0">
      <a
        href="#content"
        className="absolute start-2 top-2 z-10 rounded-lg border bg-surface px-4 py-2 underline not-focus:sr-only print:hidden"
      >
        {texts.skip}
      </a>
      <header className="flex flex-wrap items-center gap-x-3 border-line px-4 py-2 max-lg:border-b lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:items-stretch lg:border-e lg:px-3 lg:py-5 print:hidden">
        <a href={addressOf("/")} className="px-2 font-bold lg:mb-4">
          {texts.office}
        </a>
        <nav aria-label={texts.pages} className="flex flex-wrap gap-1 max-sm:order-last max-sm:w-full lg:flex-col">
          {viewer
            ? menuOf(viewer).map(({ name, paths, address }) => {
                const isHere = paths.some((begin) => path === begin || path.startsWith(`${begin}/`));
                return (
                  <a
                    key={name}
                    href={address}
                    aria-current={isHere ? "page" : undefined}
                    className={`inline-flex min-h-(--control) items-center rounded-lg px-3 -outline-offset-2 ${isHere ? "bg-surface font-medium" : "text-muted hover:text-text"}`}
                  >
                    {texts[name]}
                  </a>
                );
              })
            : null}
        </nav>
        <div className="ms-auto flex flex-wrap items-center gap-x-4 lg:ms-0 lg:mt-auto lg:flex-col lg:items-start lg:px-2">
          {viewer ? (
            <p className="leading-tight max-sm:hidden">
              <span className="block wrap-anywhere">{viewer.displayName}</span>
              {viewer.role ? <span className="text-xs text-muted">{roles[viewer.role]}</span> : null}
            </p>
          ) : null}
          <button
            type="button"
            lang={language === "en" ? "de" : "en"}
            className={buttonClass("quiet", "-mx-1 cursor-pointer text-sm")}
            onClick={() => chooseLanguage(language === "en" ? "de" : "en")}
          >
            {texts.otherLanguage}
          </button>
          {viewer ? <SignOut /> : null}
        </div>
      </header>
      <main id="content" tabIndex={-1} className="min-w-0 px-4 py-6 outline-none lg:px-8 print:p-0">
        <div className="mx-auto max-w-6xl print:max-w-none">{children}</div>
      </main>
    </div>
  );
}
