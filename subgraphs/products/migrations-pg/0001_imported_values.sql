-- As SQLite's migrations up to 0017.
CREATE TABLE "imported_prices" (
	"variant_id" text NOT NULL,
	"prices" text NOT NULL,
	PRIMARY KEY ("variant_id")
);
--> statement-breakpoint
CREATE TABLE "imported_publications" (
	"product_id" text NOT NULL,
	"status" text NOT NULL,
	"published_at" bigint,
	PRIMARY KEY ("product_id")
);
--> statement-breakpoint
ALTER TABLE "imported_prices" ADD CONSTRAINT "imported_prices_variant_id_fkey"
	FOREIGN KEY ("variant_id") REFERENCES "variants" ("id");
--> statement-breakpoint
ALTER TABLE "imported_publications" ADD CONSTRAINT "imported_publications_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
