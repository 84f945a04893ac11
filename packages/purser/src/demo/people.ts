// Names for people who don't exist.

const FIRST =
  "Ada Amir Ana Aya Ben Carla Chen Dara Elif Emil Esra Femi Grace Hana Ines Ivan Jonas Kaito Lena Linus Luca Maya Mei Milan Nadia Noor Olga Omar Priya Ravi Rosa Sami Sara Tariq Tom Uma Vera Wei Yara Zoe".split(
    " ",
  );
const LAST =
  "Abe Baum Costa Diaz Ekberg Fischer Gupta Haas Ito Jansen Kaya Lund Moreau Novak Okafor Park Quist Rossi Silva Tanaka Ueda Vogel Weiss Xu Yilmaz Zeman".split(
    " ",
  );

export interface Person {
  readonly id: string;
  readonly displayName: string;
}

/** The n-th person; up to 1,040 different ones, neighbours share neither name. */
export function personOf(index: number): Person {
  const first = FIRST[index % FIRST.length] ?? "";
  const last = LAST[(index * 7 + Math.floor(index / FIRST.length)) % LAST.length] ?? "";
  return { id: `${first}.${last}`.toLowerCase(), displayName: `${first} ${last}` };
}
