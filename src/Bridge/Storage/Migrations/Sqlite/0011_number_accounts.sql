-- Which business account a business number belongs to, as Meta's webhooks say: a CRM names the number alone, and people's ids mean something within an
-- account.
CREATE TABLE number_accounts (
    number TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL
) WITHOUT ROWID;
