-- As SQLite's migrations up to 0018.
CREATE TABLE "search_words" (
	"word" text NOT NULL,
	"written" text NOT NULL,
	"beginning" text NOT NULL,
	"ending" text NOT NULL,
	"letters" bigint NOT NULL,
	PRIMARY KEY ("word")
);
--> statement-breakpoint
ALTER TABLE "variants" ADD COLUMN "barcode" text;
--> statement-breakpoint
DELETE FROM "stale_search";
--> statement-breakpoint
INSERT INTO "stale_search"("product_id") SELECT "id" FROM "products";
--> statement-breakpoint
CREATE INDEX "search_words_beginning" ON "search_words" ("beginning", "letters");
--> statement-breakpoint
CREATE INDEX "search_words_ending" ON "search_words" ("ending", "letters");
--> statement-breakpoint
CREATE UNIQUE INDEX "variants_barcode_unique" ON "variants" ("barcode" NULLS FIRST);
