/**
 * Registrations of payment providers: the facts about each that are needed before it is opened. The payments service reads them, and so does
 * `npm run doctor`, which must work before packages are installed: this file imports none. `registry.ts` opens the providers.
 * - `required`: the variables that an owner must set for it.
 * - `takesMoney`: whether it moves money with these settings, so that a trial is not taken for a shop that is open.
 */

/** @typedef {{ required: readonly string[], takesMoney: (settings: Readonly<Record<string, unknown>>) => boolean }} Registration */

export const registrations = /** @satisfies {Record<string, Registration>} */ ({
  sandbox: { required: [], takesMoney: () => false },
  stripe: {
    required: ["HANSA_STRIPE_SECRET_KEY", "HANSA_STRIPE_WEBHOOK_SECRET"],
    takesMoney: ({ HANSA_STRIPE_SECRET_KEY: key, HANSA_STRIPE_URL: standIn }) =>
      !standIn && /^(sk|rk)_live_/.test(String(key)),
  },
});

/** The names in `HANSA_PAYMENT_PROVIDERS`, the default provider first. @param {string | undefined} list @returns {string[]} */
export function splitProviders(list) {
  return (list || "sandbox").split(",").map((name) => name.trim());
}

/** @param {string} name @returns {name is keyof typeof registrations} */
export function isRegistered(name) {
  return Object.hasOwn(registrations, name);
}
