/** Texts of the page of a customer, in the language of this browser. */
import type { Role } from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("customer")[language];
export const roles: Readonly<Record<Role, string>> = textsOf("roles")[language];
