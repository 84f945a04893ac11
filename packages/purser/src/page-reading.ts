// Page reading: all rows of a list, page by page.

interface Page<Row> {
  readonly data: readonly Row[];
  readonly pagination: { readonly next: string | null };
}

export async function allPages<Row>(read: (page: { readonly after?: string }) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { data, pagination }: Page<Row> = await read(after === null ? {} : { after });
    rows.push(...data);
    after = pagination.next;
    if (after === null) return rows;
  }
}
