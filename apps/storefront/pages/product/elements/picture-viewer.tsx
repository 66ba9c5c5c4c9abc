/** The pictures of the gallery in a dialog, each as large as the window, and larger at a press. Without scripts a press leads to the file. */
import { Button, Dialog } from "@hansa/front/elements";
import { useEffect, useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { productTexts } from "../texts.ts";
import { galleryId, showPicture } from "./gallery-place.ts";

type ShownPicture = { number: number; isZoomed: boolean };

export function PictureViewer({ language }: { language: Language }) {
  const texts = productTexts[language];
  const [shown, setShown] = useState<ShownPicture>();

  useEffect(() => {
    const gallery = document.getElementById(galleryId);
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      // With a key it opens elsewhere.
      if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (link.hash === "") setShown({ number: largeLinks().indexOf(link) + 1, isZoomed: false });
      else showPicture(link.hash.slice(1));
    };
    gallery?.addEventListener("click", onClick);
    return () => gallery?.removeEventListener("click", onClick);
  }, []);

  const links = shown ? largeLinks() : [];
  const { length: count } = links;
  const number = shown?.number ?? 1;
  const img = links[number - 1]?.querySelector("img");
  const show = (next: number) => setShown({ number: ((next - 1 + count) % count) + 1, isZoomed: false });

  const isZoomed = shown?.isZoomed ?? false;
  return (
    <Dialog
      label={texts.pictures}
      isOpen={shown !== undefined}
      onClose={() => setShown(undefined)}
      className="h-dvh max-h-none w-full max-w-none"
    >
      <div className="flex h-full flex-col">
        <div className="flex items-center justify-between gap-3 border-b border-line px-4 py-2">
          <p role="status" className="grow">
            {texts.pictureOf(number, count)}
          </p>
          <Button look="quiet" aria-pressed={isZoomed} onClick={() => setShown({ number, isZoomed: !isZoomed })}>
            {texts.zoom}
          </Button>
          <Button look="quiet" onClick={() => setShown(undefined)}>
            {texts.close}
          </Button>
        </div>
        {/* The keyboard scrolls a large one. */}
        <div className="min-h-0 grow overflow-auto" tabIndex={isZoomed ? 0 : undefined}>
          <img
            key={number}
            src={links[number - 1]?.href}
            srcSet={isZoomed ? undefined : img?.srcset || undefined}
            sizes="100vw"
            alt={img?.alt ?? ""}
            lang={img?.lang || undefined}
            className={isZoomed ? "w-[220%] max-w-none" : "size-full object-contain"}
          />
        </div>
        {count > 1 ? (
          <div className="flex justify-between gap-3 border-t border-line px-4 py-2">
            <Button look="secondary" onClick={() => show(number - 1)}>
              {texts.previous}
            </Button>
            <Button look="secondary" onClick={() => show(number + 1)}>
              {texts.next}
            </Button>
          </div>
        ) : null}
      </div>
    </Dialog>
  );
}

/** The links of the large pictures, in their order. */
function largeLinks(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(`#${galleryId} a`)].filter(({ hash }) => hash === "");
}
