package io.omnigraph.examples.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Persons who know each other and write posts, as CSV files; the same for the same sizes.
 *
 * @param persons with ids from 0
 * @param knows directed edges, no two alike from one person; ends are skewed: few are known by many
 * @param posts with ids from 0
 */
record SocialGraph(int persons, int knows, int posts) {
  private static final long SEED = 20_080_101;
  private static final String[] CITIES = {
    "Oslo", "Lima", "Pune", "Kyiv", "Quito", "Turin", "Perth", "Accra"
  };
  static final String[] LANGUAGES = {
    "ar", "de", "en", "es", "fr", "hi", "ja", "pt", "ru", "sw", "uk", "zh"
  };

  long rows() {
    return (long) persons + knows + posts;
  }

  /** Writes person.csv, knows.csv and post.csv, each with a header. */
  void write(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("person.csv"))) {
      out.write("id,name,age,city\n");
      for (int id = 0; id < persons; id++) {
        out.write(
            id
                + ",person "
                + id
                + ','
                + random.nextInt(15, 90)
                + ','
                + CITIES[random.nextInt(CITIES.length)]
                + '\n');
      }
    }
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("knows.csv"))) {
      out.write("src,dst,since\n");
      for (int i = 0; i < knows; i++) {
        // Stratified, so that each person has as many edges, give or take one.
        int src = (int) ((long) i * persons / knows);
        out.write(src + "," + friend(src, random) + ',' + random.nextInt(1990, 2026) + '\n');
      }
    }
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("post.csv"))) {
      out.write("id,author,lang,length\n");
      for (int id = 0; id < posts; id++) {
        String language = LANGUAGES[random.nextInt(LANGUAGES.length)];
        out.write(
            id
                + ","
                + random.nextInt(persons)
                + ','
                + language
                + ','
                + random.nextInt(1, 2_000)
                + '\n');
      }
    }
  }

  private int friend(int src, SplittableRandom random) {
    double skewed = Math.pow(random.nextDouble(), 2);
    int dst = (int) (skewed * persons);
    return dst == src ? (dst + 1) % persons : dst;
  }
}
