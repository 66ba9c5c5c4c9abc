/** Passwords that thieves try first: the words that stand on every list of stolen ones, with whatever people put around them. */

/** Without digits and signs at either end, in small letters, and with look-alikes read as letters. */
const words = new Set(
  `password passwords passwort motdepasse contrasena contraseña senha salasana wachtwoord heslo parola
  qwerty qwertyui qwertyuio qwertyuiop qwertz qwertzui qwertzuiop azerty azertyuiop asdf asdfgh asdfghjk asdfghjkl
  zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc qwaszx abcdef abcdefg abcdefgh abcdefghi abcdefghij
  abcd abcde abc qwer qwert asd zxc
  letmein letmeinnow welcome welcomeback iloveyou iloveu ilovemyself ilovegod loveyou loveme lovely mylove
  administrator admin adminadmin root superuser user guest test testtest testing tester default changeme
  changethis secret topsecret trustno access master monkey dragon sunshine princess football baseball basketball
  soccer hockey superman batman spiderman starwars pokemon naruto minecraft fortnite michael jordan jessica ashley
  charlie thomas daniel jennifer michelle shadow mustang ferrari porsche mercedes harley cheese chocolate butterfly
  flower cookie summer winter spring autumn january february march april june july august september october november
  december monday tuesday wednesday thursday friday saturday sunday internet computer samsung google facebook
  whatever nothing freedom liverpool chelsea arsenal barcelona realmadrid manchester unitedstates america london
  hello hellohello helloworld hellokitty blink fuckyou fuckoff fuckme asshole biteme jesus jesuschrist godisgood
  passwordpassword passw passwd pass login loginlogin hansa hansahansa shopping customer`.split(/\s+/),
);

const lookAlikes: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

/** Whether it is a known word in disguise, digits only, or a few characters over and over. */
export function isStolen(password: string): boolean {
  const small = password.toLowerCase();
  if (/^[\d\s\p{P}\p{S}]*$/u.test(small) || /^(.{1,4}?)\1+.{0,3}$/u.test(small)) return true;
  const bare = trim(small);
  return words.has(bare) || words.has(trim(undisguise(small))) || words.has(undisguise(bare));
}

function trim(text: string): string {
  return text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
}

function undisguise(text: string): string {
  return Array.from(text, (letter) => lookAlikes[letter] ?? letter).join("");
}
