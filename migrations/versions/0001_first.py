"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=1000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_lists")),
        sa.UniqueConstraint("audience", name=op.f("uq_access_lists_audience")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "attempts",
        sa.Column("bucket", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_attempts")),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "epoch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epoch")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("key", name=op.f("uq_groups_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_jobs_kind_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_jobs_run_at"), "jobs", ["run_at"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=4096), nullable=False),
        sa.Column("url", sa.String(length=2048), nullable=False),
        sa.Column("site", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("key", name=op.f("uq_links_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_links_site"), "links", ["site"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("suspended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("key", name=op.f("uq_people_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=150), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("key", name=op.f("uq_tags_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_api_tokens_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_api_tokens_person_id"), "api_tokens", ["person_id"], unique=False)
    op.create_table(
        "bookmarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=2048), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("trashed_at", sa.BigInteger(), nullable=True),
        sa.Column("acl_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acl_id"], ["access_lists.id"], name=op.f("fk_bookmarks_acl_id_access_lists")),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name=op.f("fk_bookmarks_link_id_links")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_bookmarks_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmarks")),
        sa.UniqueConstraint("owner_id", "link_id", name=op.f("uq_bookmarks_owner_id_link_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_bookmarks_acl_id"), "bookmarks", ["acl_id"], unique=False)
    op.create_index(op.f("ix_bookmarks_acl_id_created_at"), "bookmarks", ["acl_id", "created_at"], unique=False)
    op.create_index(op.f("ix_bookmarks_created_at"), "bookmarks", ["created_at"], unique=False)
    op.create_index(op.f("ix_bookmarks_link_id"), "bookmarks", ["link_id"], unique=False)
    op.create_index(op.f("ix_bookmarks_trashed_at"), "bookmarks", ["trashed_at"], unique=False)
    op.create_table(
        "citations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name=op.f("fk_citations_link_id_links"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citations")),
        sa.UniqueConstraint("kind", "item_id", "link_id", name=op.f("uq_citations_kind_item_id_link_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_citations_link_id"), "citations", ["link_id"], unique=False)
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acl_id", sa.Integer(), nullable=False),
        sa.Column("principal", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acl_id"], ["access_lists.id"], name=op.f("fk_grants_acl_id_access_lists"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("acl_id", "principal", name=op.f("uq_grants_acl_id_principal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_grants_principal_level_acl_id"), "grants", ["principal", "level", "acl_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_memberships_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("person_id", "group_id", name=op.f("uq_memberships_person_id_group_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_memberships_group_id"), "memberships", ["group_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sign_ins_person_id"), "sign_ins", ["person_id"], unique=False)
    op.create_table(
        "spaces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("acl_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acl_id"], ["access_lists.id"], name=op.f("fk_spaces_acl_id_access_lists")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_spaces_created_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaces")),
        sa.UniqueConstraint("slug", name=op.f("uq_spaces_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_spaces_acl_id"), "spaces", ["acl_id"], unique=False)
    op.create_table(
        "bookmark_tags",
        sa.Column("bookmark_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bookmark_id"], ["bookmarks.id"], name=op.f("fk_bookmark_tags_bookmark_id_bookmarks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_bookmark_tags_tag_id_tags")),
        sa.PrimaryKeyConstraint("bookmark_id", "tag_id", name=op.f("pk_bookmark_tags")),
    )
    op.create_index(
        op.f("ix_bookmark_tags_tag_id_bookmark_id"), "bookmark_tags", ["tag_id", "bookmark_id"], unique=False
    )
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=False),
        sa.Column("title_key", sa.String(length=1500), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("lists_children", sa.Boolean(), nullable=False),
        sa.Column("source_path", sa.String(length=1000), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("trashed_at", sa.BigInteger(), nullable=True),
        sa.Column("trashed_by", sa.Integer(), nullable=True),
        sa.Column("acl_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acl_id"], ["access_lists.id"], name=op.f("fk_pages_acl_id_access_lists")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_pages_created_by_people")),
        sa.ForeignKeyConstraint(["parent_id"], ["pages.id"], name=op.f("fk_pages_parent_id_pages")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_pages_space_id_spaces")),
        sa.ForeignKeyConstraint(["trashed_by"], ["people.id"], name=op.f("fk_pages_trashed_by_people")),
        sa.ForeignKeyConstraint(["updated_by"], ["people.id"], name=op.f("fk_pages_updated_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pages_acl_id"), "pages", ["acl_id"], unique=False)
    op.create_index(op.f("ix_pages_parent_id"), "pages", ["parent_id"], unique=False)
    op.create_index(op.f("ix_pages_path"), "pages", ["path"], unique=False)
    op.create_index(
        op.f("ix_pages_space_id_parent_id_title_key"), "pages", ["space_id", "parent_id", "title_key"], unique=False
    )
    op.create_index(op.f("ix_pages_space_id_source_path"), "pages", ["space_id", "source_path"], unique=False)
    op.create_index(op.f("ix_pages_space_id_updated_at"), "pages", ["space_id", "updated_at"], unique=False)
    op.create_index(op.f("ix_pages_title_key"), "pages", ["title_key"], unique=False)
    op.create_index(op.f("ix_pages_trashed_at"), "pages", ["trashed_at"], unique=False)
    op.create_index(op.f("ix_pages_updated_at"), "pages", ["updated_at"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("source_path", sa.String(length=1000), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("acl_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acl_id"], ["access_lists.id"], name=op.f("fk_attachments_acl_id_access_lists")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_attachments_created_by_people")),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_attachments_page_id_pages")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_attachments_sha256_blobs")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_attachments_space_id_spaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attachments_acl_id"), "attachments", ["acl_id"], unique=False)
    op.create_index(op.f("ix_attachments_page_id"), "attachments", ["page_id"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)
    op.create_index(op.f("ix_attachments_space_id"), "attachments", ["space_id"], unique=False)
    op.create_table(
        "page_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=1500), nullable=False),
        sa.Column("tail", sa.String(length=1500), nullable=False),
        sa.Column("target", sa.String(length=1500), nullable=False),
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_page_links_page_id_pages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_links")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_page_links_key"), "page_links", ["key"], unique=False)
    op.create_index(op.f("ix_page_links_page_id"), "page_links", ["page_id"], unique=False)
    op.create_index(op.f("ix_page_links_tail"), "page_links", ["tail"], unique=False)
    op.create_index(op.f("ix_page_links_target_id"), "page_links", ["target_id"], unique=False)
    op.create_table(
        "page_tags",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_tags_page_id_pages"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_page_tags_tag_id_tags")),
        sa.PrimaryKeyConstraint("page_id", "tag_id", name=op.f("pk_page_tags")),
    )
    op.create_index(op.f("ix_page_tags_tag_id_page_id"), "page_tags", ["tag_id", "page_id"], unique=False)
    op.create_table(
        "pins",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_pins_page_id_pages"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_pins_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "page_id", name=op.f("pk_pins")),
    )
    op.create_table(
        "renderings",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_renderings_page_id_pages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_renderings")),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("by_system", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_revisions_author_id_people")),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_revisions_page_id_pages"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_revisions_page_id_number")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("revisions")
    op.drop_table("renderings")
    op.drop_table("pins")
    op.drop_index(op.f("ix_page_tags_tag_id_page_id"), table_name="page_tags")
    op.drop_table("page_tags")
    op.drop_index(op.f("ix_page_links_target_id"), table_name="page_links")
    op.drop_index(op.f("ix_page_links_tail"), table_name="page_links")
    op.drop_index(op.f("ix_page_links_page_id"), table_name="page_links")
    op.drop_index(op.f("ix_page_links_key"), table_name="page_links")
    op.drop_table("page_links")
    op.drop_index(op.f("ix_attachments_space_id"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_sha256"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_page_id"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_acl_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_pages_updated_at"), table_name="pages")
    op.drop_index(op.f("ix_pages_trashed_at"), table_name="pages")
    op.drop_index(op.f("ix_pages_title_key"), table_name="pages")
    op.drop_index(op.f("ix_pages_space_id_updated_at"), table_name="pages")
    op.drop_index(op.f("ix_pages_space_id_source_path"), table_name="pages")
    op.drop_index(op.f("ix_pages_space_id_parent_id_title_key"), table_name="pages")
    op.drop_index(op.f("ix_pages_path"), table_name="pages")
    op.drop_index(op.f("ix_pages_parent_id"), table_name="pages")
    op.drop_index(op.f("ix_pages_acl_id"), table_name="pages")
    op.drop_table("pages")
    op.drop_index(op.f("ix_bookmark_tags_tag_id_bookmark_id"), table_name="bookmark_tags")
    op.drop_table("bookmark_tags")
    op.drop_index(op.f("ix_spaces_acl_id"), table_name="spaces")
    op.drop_table("spaces")
    op.drop_index(op.f("ix_sign_ins_person_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_memberships_group_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_grants_principal_level_acl_id"), table_name="grants")
    op.drop_table("grants")
    op.drop_index(op.f("ix_citations_link_id"), table_name="citations")
    op.drop_table("citations")
    op.drop_index(op.f("ix_bookmarks_trashed_at"), table_name="bookmarks")
    op.drop_index(op.f("ix_bookmarks_link_id"), table_name="bookmarks")
    op.drop_index(op.f("ix_bookmarks_created_at"), table_name="bookmarks")
    op.drop_index(op.f("ix_bookmarks_acl_id_created_at"), table_name="bookmarks")
    op.drop_index(op.f("ix_bookmarks_acl_id"), table_name="bookmarks")
    op.drop_table("bookmarks")
    op.drop_index(op.f("ix_api_tokens_person_id"), table_name="api_tokens")
    op.drop_table("api_tokens")
    op.drop_table("tags")
    op.drop_table("people")
    op.drop_index(op.f("ix_links_site"), table_name="links")
    op.drop_table("links")
    op.drop_index(op.f("ix_jobs_run_at"), table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("groups")
    op.drop_table("epoch")
    op.drop_table("blobs")
    op.drop_table("attempts")
    op.drop_table("access_lists")
