// Where the service is known, or has to be taken, to differ from the reference, and where the
// reference is not worth following. Each with a reason; any other difference is a fault of ours.

const known = [
  {
    reason: "the service writes numbers as Java does: whole ones in full, others rounded down to 15 digits",
    applies: ({ ours, theirs }) =>
      "value" in ours && "value" in theirs && rounded(ours.value) === rounded(theirs.value),
  },
  {
    reason: "the reference loses a number that it shifts beyond all places",
    applies: ({ expr, theirs }) => expr.startsWith("$round(") && theirs.value === "NaN",
  },
  {
    reason: "the service cuts steps, widths and limits to whole numbers",
    applies: ({ expr }) => /\$(range|pad|replace|split|match)\([^)]*\d\.\d/.test(expr),
  },
  {
    reason: "the service reads `+` of a form as a blank, and what is no UTF-8 as U+FFFD",
    applies: ({ expr }) => expr.includes("$decodeUrlComponent"),
  },
  {
    reason: "white space of regular expressions is that of ASCII",
    applies: ({ expr }) => /\\s/i.test(expr),
  },
  {
    reason: "a timezone that is none is UTC",
    applies: ({ expr, theirs }) =>
      /\$(fromMillis|now)\(/.test(expr) && (!("value" in theirs) || JSON.stringify(theirs).includes("NaN")),
  },
  {
    reason: "the service cuts texts by UTF-16 units; half a character becomes U+FFFD",
    applies: ({ ours }) => JSON.stringify(ours.value ?? null).includes("\ufffd"),
  },
  {
    reason: "`$eval` is not there, and ours says what is called by its name",
    applies: ({ expr }) => expr.includes("$eval"),
  },
  {
    reason: "a call of nothing at the end of a function is no TypeError but T1006",
    applies: ({ ours, theirs }) => ours.code === "T1006" && /Cannot set properties/.test(theirs.message),
  },
  {
    reason: "the reference evaluates the parts of an array or object side by side, ours one after another",
    applies: ({ expr, ours, theirs }) =>
      ["[$q := 1, $q]", '($x := 1; {"a": $x := 2, "b": $x})'].includes(expr) ||
      // Of several parts that fail, another one does so first.
      (ours.code !== undefined && theirs.code !== undefined && /[[{].*,.*[\]}]/.test(expr)),
  },
  {
    reason: "`*` of a sequence gives the reference's mark of sequences too",
    applies: ({ expr, ours, theirs }) =>
      expr.includes(".*") &&
      (JSON.stringify(without(theirs, true)) === JSON.stringify(without(ours, true)) ||
        (!("message" in theirs) && JSON.stringify(theirs).includes("true"))),
  },
  {
    reason: "the reference reads a slash after `[]`, `}` of a function and `)` of a sort as the beginning of a regular expression",
    applies: ({ theirs }) => theirs.code === "S0302" || theirs.code === "S0201",
  },
  {
    reason: "a count that goes down is found when the regular expression is used",
    applies: ({ expr }) => expr === "/a{2,1}/",
  },
  {
    reason: "ours says which texts it cannot read in words of its own",
    applies: ({ ours, theirs }) => ours.code === "S" && /^S0|^undefined$/.test(String(theirs.code)),
  },
  {
    reason: "the reference fails by accident (a TypeError or RangeError), ours with a code or not at all",
    applies: ({ theirs }) =>
      theirs.code === undefined &&
      /Cannot read|Cannot create|is not a function|is not iterable|Cannot convert|Invalid (array|string) length|undefined is not|toFixed/.test(theirs.message ?? ""),
  },
  {
    reason: "what is missing in an array is left out by ours, the reference keeps holes",
    applies: ({ theirs, ours }) => JSON.stringify(without(theirs, null)) === JSON.stringify(without(ours, null)),
  },
];

// A value with its numbers, those in its texts too, cut to 13 digits.
function rounded(value) {
  return JSON.stringify(value, (_, it) =>
    typeof it === "number" || typeof it === "string"
      ? String(it).replace(/-?\d+(\.\d+)?(e[+-]?\d+)?/g, (number) => Number(number).toPrecision(13))
      : it,
  );
}

function without(value, dropped) {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== dropped).map((item) => without(item, dropped));
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, without(item, dropped)]));
  }
  return value;
}

// The reason why a difference is known; undefined if it is not.
export function knownDifference(difference) {
  return known.find(({ applies }) => applies(difference))?.reason;
}
