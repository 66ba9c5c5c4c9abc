-- As SQLite's migrations up to 0021.
ALTER TABLE "products" ADD COLUMN "swatches" text DEFAULT '[]' NOT NULL;
