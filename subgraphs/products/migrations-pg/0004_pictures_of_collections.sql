-- As SQLite's migrations up to 0020.
CREATE INDEX "collection_details_by_image" ON "collection_details" ("image_id" NULLS FIRST);
