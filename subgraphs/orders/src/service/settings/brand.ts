/** The shop's brand: reads its pictures, which are files of the shop's own media, and its colours. */
import { colourRule, isColour } from "@hansa/commerce/colours";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import type { Settings } from "../../store/settings/settings.ts";

type Brand = Pick<Settings, "logo" | "favicon" | "accentColor" | "themeColor">;
type BrandReading = { change: Partial<Brand>; problems: InputProblem[] };

/** A file of the media folder, or a rendition of one, as products publish their paths: every page loads it, and no page asks another host. */
const pictureForm = /^\/media\/\w[\w.-]*\.(png|jpe?g|webp|gif|avif|svg)(\/[1-9]\d{2,3}\.webp)?$/i;
const maxPathLength = 300;

/** Reads the brand from the input: the changes in their stored form, and all problems. Null removes a field. */
export function readBrand({ logo, favicon, accentColor, themeColor }: ShopSettingsUpdateInput): BrandReading {
  const problems = [
    ...checkPicture("logo", logo),
    ...checkPicture("favicon", favicon),
    ...checkColour("accentColor", accentColor),
    ...checkColour("themeColor", themeColor),
  ];
  const change = {
    ...(logo === undefined ? {} : { logo }),
    ...(favicon === undefined ? {} : { favicon }),
    ...(accentColor === undefined ? {} : { accentColor: accentColor?.toLowerCase() ?? null }),
    ...(themeColor === undefined ? {} : { themeColor: themeColor?.toLowerCase() ?? null }),
  };
  return { change, problems };
}

/** The brand that everyone sees. Browsers get the accent where the shop has no theme colour of its own. */
export function shownBrand({ logo, favicon, accentColor, themeColor }: Brand): Brand {
  return { logo, favicon, accentColor, themeColor: themeColor ?? accentColor };
}

function checkPicture(field: keyof Brand, path: string | null | undefined): InputProblem[] {
  if (typeof path !== "string" || (path.length <= maxPathLength && pictureForm.test(path))) return [];
  return [problem(field, "FORMAT", "Give the path of a picture of this shop, such as /media/logo.png.")];
}

function checkColour(field: keyof Brand, colour: string | null | undefined): InputProblem[] {
  if (typeof colour !== "string" || isColour(colour)) return [];
  return [problem(field, "FORMAT", colourRule)];
}
