/** Scenario "query": members, books and notes in four subgraphs; the query goes from one to the other and back, eight levels deep. */
import { chanceOf } from "@hansa/kit/testing";
import type { Scenario } from "./scenario.ts";

type Reference = { id: string; isbn: string };

const memberIds = ["1", "2", "3", "4", "5", "6"];
const bookCount = 9;
const chance = chanceOf(1, "notes");
const words =
  "a the quiet river winter letter harbour reader chapter slowly between lantern never page after morning of and".split(
    " ",
  );

function noteText(length: number): string {
  let text = "";
  while (text.length < length) text += `${chance.oneOf(words)} `;
  return text.slice(0, length);
}

const members = new Map(
  memberIds.map((id) => [id, { id, name: `Member ${id}`, username: `member${id}`, birthday: 1_960 + Number(id) }]),
);
const books = new Map(
  Array.from({ length: bookCount }, (_each, index) => {
    const isbn = `isbn-${index + 1}`;
    return [isbn, { isbn, name: `Book ${index + 1}`, price: 899 + 100 * index, weight: 250 + 50 * index }];
  }),
);
/** Eleven notes by the numbers of their books, of which two have two notes, and their lengths. */
const bookOfNote = [1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const lengthOfNote = [700, 630, 840, 770, 560, 490, 420, 350, 280, 210, 140];
const notes = bookOfNote.map((book, index) => ({
  id: String(index + 1),
  body: noteText(lengthOfNote[index] ?? 0),
  isbn: `isbn-${book}`,
}));

/** Every note is one of the first member, and the notes of every member are the first two. */
const author = { id: "1", username: "member1" };
const firstNotes = notes.slice(0, 2);

const memberOf = ({ id }: Reference) => members.get(id);
const bookOf = ({ isbn }: Reference) => books.get(isbn);

export const nestedQuery: Scenario = {
  subgraphs: [
    {
      name: "members",
      sdl: `type Query { me: Member member(id: ID!): Member members: [Member] }
        type Member @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
      resolvers: {
        Query: {
          me: () => members.get("1"),
          member: (_parent: unknown, reference: Reference) => memberOf(reference),
          members: () => [...members.values()],
        },
        Member: { __resolveReference: memberOf },
      },
    },
    {
      name: "stock",
      sdl: `type Book @key(fields: "isbn") {
        isbn: String! weight: Int @external price: Int @external
        inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
      }`,
      resolvers: {
        Book: { __resolveReference: ({ isbn }: Reference) => ({ isbn, inStock: true, shippingEstimate: null }) },
      },
    },
    {
      name: "books",
      sdl: `type Query { topBooks(first: Int = 5): [Book] }
        type Book @key(fields: "isbn") { isbn: String! name: String price: Int weight: Int }`,
      resolvers: {
        Query: { topBooks: (_parent: unknown, { first }: { first: number }) => [...books.values()].slice(0, first) },
        Book: { __resolveReference: bookOf },
      },
    },
    {
      name: "notes",
      sdl: `type Note @key(fields: "id") { id: ID! body: String book: Book author: Member @provides(fields: "username") }
        type Member @key(fields: "id") { id: ID! username: String @external notes: [Note] }
        type Book @key(fields: "isbn") { isbn: String! notes: [Note] }`,
      resolvers: {
        Note: {
          __resolveReference: ({ id }: Reference) => notes.find((note) => note.id === id),
          author: () => author,
          book: ({ isbn }: Reference) => ({ isbn }),
        },
        Member: { __resolveReference: ({ id }: Reference) => ({ id }), notes: () => firstNotes },
        Book: {
          __resolveReference: ({ isbn }: Reference) => ({ isbn }),
          notes: ({ isbn }: Reference) => notes.filter((note) => note.isbn === isbn),
        },
      },
    },
  ],
  query: `query Shelves {
    members { ...Person notes { ...Text book { ...Volume notes { ...Text author { ...Person notes { ...Text book { ...Volume } } } } } } }
    topBooks { ...Volume notes { ...Text author { ...Person notes { ...Text book { ...Volume } } } } }
  }
  fragment Person on Member { id username name }
  fragment Text on Note { id body }
  fragment Volume on Book { inStock name price shippingEstimate isbn weight }`,
};
