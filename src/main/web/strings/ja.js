/** The texts of the explorer in Japanese. */
export default {};
