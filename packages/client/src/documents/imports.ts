/** GraphQL documents for imports and exports of the catalogue. */
import { graphql } from "../generated/index.ts";

export const UploadStartDocument = graphql(`
  mutation UploadStart($input: UploadStartInput!) {
    uploadStart(input: $input) { __typename ... on UploadStarted { uploadId uploadUrl } ... on UserError { code message path } }
  }
`);

graphql(`
  fragment ImportJob on ImportJob {
    id state rowsDone rowsRefused rowsTotal productsCreated productsChanged productsUnchanged failure
  }
`);

export const ImportStartDocument = graphql(`
  mutation ImportStart($input: ImportStartInput!) {
    importStart(input: $input) {
      __typename
      ... on ImportSaved { job { ...ImportJob } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on ValidationError { problems { message } }
      ... on UserError { code message path }
    }
  }
`);

export const ImportDocument = graphql(`
  query Import($id: ID!) { importJob(id: $id) { ...ImportJob } }
`);

export const ImportProblemsDocument = graphql(`
  query ImportProblems($id: ID!, $after: String, $refused: Boolean!) {
    importJob(id: $id) {
      problems(first: 100, after: $after, refused: $refused) {
        totalCount nodes { line column message } pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export const ExportedShopDocument = graphql(`query ExportedShop { shop { currencies country } }`);

export const CollectionsDocument = graphql(`
  query Collections($parent: ID, $after: String) {
    collections(first: 8, parent: $parent, after: $after) {
      nodes { id slug title descriptionHtml image { url alt width height } children(first: 1) { __typename } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const FacetsDocument = graphql(`
  query Facets($after: String) {
    facets { code label values(first: 100, after: $after) { nodes { value label } pageInfo { hasNextPage endCursor } } }
  }
`);
