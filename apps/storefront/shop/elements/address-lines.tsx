/** An address as it is written on a label. */
import { formatCountry } from "@hansa/front/format";
import { shopTexts } from "../shop-texts.ts";
import type { Language } from "../texts.ts";

type ShownAddress = {
  name?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  company?: string | null;
  vatId?: string | null;
  line1?: string | null;
  line2?: string | null;
  city?: string | null;
  postalCode?: string | null;
  regionName?: string | null;
  country: string;
};

type AddressLinesProps = { address: ShownAddress | null; language: Language; before?: string | null };

/** `before`: a line above it, such as the e-mail address. */
export function AddressLines({ address, language, before }: AddressLinesProps) {
  const lines = address
    ? [
        address.name ?? [address.firstName, address.lastName].filter(Boolean).join(" "),
        address.company,
        address.vatId ? shopTexts[language].vatId(address.vatId) : null,
        address.line1,
        address.line2,
        [address.postalCode, address.city].filter(Boolean).join(" "),
        address.regionName,
        formatCountry(address.country, language),
      ]
    : [];
  return (
    <address className="min-w-0 not-italic wrap-anywhere">
      {[before, ...lines].filter(Boolean).map((line, index) => (
        <span key={`${line} ${index}`} className="block">
          {line}
        </span>
      ))}
    </address>
  );
}
