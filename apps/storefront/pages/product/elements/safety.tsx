/** The maker and the warnings of a product, as Regulation (EU) 2023/988 asks for them in an offer. */
import { type FragmentType, getFragmentData, graphql } from "../../../generated/index.ts";
import type { Language } from "../../../shop/texts.ts";
import { productPageTexts } from "../texts.ts";

const SafetyFragment = graphql(`
  fragment ProductSafetyPart on ProductSafety {
    maker { name address email url }
    responsiblePerson { name address email url }
    warnings
  }
`);

type SafetyProps = {
  safety: FragmentType<typeof SafetyFragment> | null | undefined;
  language: Language;
  /** The language of the warnings. */
  lang: string | undefined;
};

export function Safety({ safety, language, lang }: SafetyProps) {
  if (!safety) return null;
  const { maker, responsiblePerson, warnings } = getFragmentData(SafetyFragment, safety);
  const texts = productPageTexts[language];
  return (
    <section className="mt-6 text-sm">
      <h2 className="mb-2 text-lg">{texts.safety}</h2>
      {warnings ? (
        <p className="mb-3 whitespace-pre-line">
          <strong>{texts.warnings}</strong> <span lang={lang}>{warnings}</span>
        </p>
      ) : null}
      <dl className="grid gap-3 sm:grid-cols-2">
        <Contact role={texts.maker} contact={maker} />
        {responsiblePerson ? <Contact role={texts.responsiblePerson} contact={responsiblePerson} /> : null}
      </dl>
    </section>
  );
}

type ContactProps = {
  role: string;
  contact: { name: string; address: string; email?: string | null; url?: string | null };
};

function Contact({ role, contact: { name, address, email, url } }: ContactProps) {
  return (
    <div>
      <dt className="text-muted">{role}</dt>
      <dd className="whitespace-pre-line wrap-anywhere">
        {`${name}\n${address}`}
        {email ? (
          <a href={`mailto:${email}`} className="block underline underline-offset-4">
            {email}
          </a>
        ) : null}
        {url ? (
          <a href={url} rel="nofollow noopener" className="block underline underline-offset-4">
            {url}
          </a>
        ) : null}
      </dd>
    </div>
  );
}
