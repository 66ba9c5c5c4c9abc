/** Fields of options: of the form of a product, and in the address of the cart to which that form leads without scripts. */

export const optionPrefix = "option.";

/** The name of the field of an option. */
export function optionField(name: string): string {
  return `${optionPrefix}${name}`;
}
