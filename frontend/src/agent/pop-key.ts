/** Where the screen pop of a contact is kept. */
export const popKey = (contactId: string) => ["pop", contactId] as const;
