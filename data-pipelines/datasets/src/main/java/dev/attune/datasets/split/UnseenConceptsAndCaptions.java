package dev.attune.datasets.split;

import dev.attune.datasets.Dataset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Two questions at once. {@code unseen_concept}: groups that training never saw, found among
 * themselves and, as the gallery {@code all}, among all items. {@code unseen_caption}: the other
 * groups, which are trained on, asked by a caption that training never draws, found among all of
 * them. {@code validation} is a part of the latter, taken out of it: those items are trained on and
 * their images stay in the gallery, but their captions are asked during training and never at its
 * end.
 *
 * <p>A caption that training can draw after all (of the item itself, or as a text of another) is no
 * unseen one: it is left out of both, as the caption of a concept without keywords is.
 *
 * @param unseenConcepts share of the groups that training never sees
 * @param validation share of the groups seen whose captions are the validation part
 */
public record UnseenConceptsAndCaptions(double unseenConcepts, double validation)
    implements SplitRule {
  /** Name of the split of groups that training never saw. */
  public static final String UNSEEN_CONCEPT = "unseen_concept";

  /** Name of the split of captions that training never saw. */
  public static final String UNSEEN_CAPTION = "unseen_caption";

  /** Name of the gallery of all items. */
  public static final String ALL = "all";

  /**
   * Checks the shares.
   *
   * @throws IllegalArgumentException if one is negative, or 1 or more
   */
  public UnseenConceptsAndCaptions {
    GroupShares.share("unseen_concepts", unseenConcepts);
    GroupShares.share("validation", validation);
  }

  /** A tenth and a tenth. */
  public static UnseenConceptsAndCaptions tenths() {
    return new UnseenConceptsAndCaptions(0.1, 0.1);
  }

  @Override
  public SplitPlan plan(Dataset data, CaptionSampler captions, long seed) {
    Evaluations evaluations = new Evaluations(data, captions);
    Groups groups = Groups.shuffled(data, seed);
    int unseen = groups.count(unseenConcepts, groups.size());
    int held = unseen + groups.count(validation, groups.size() - unseen);
    List<Integer> unseenItems = groups.items(0, unseen);
    List<Integer> seenItems = groups.items(unseen, groups.size());
    List<Integer> train = evaluations.trainable(seenItems);

    Map<String, List<Integer>> seenGallery = Map.of(UNSEEN_CAPTION, seenItems);
    Map<String, List<Integer>> unseenGalleries = new LinkedHashMap<>();
    unseenGalleries.put(UNSEEN_CONCEPT, unseenItems);
    unseenGalleries.put(ALL, IntStream.range(0, data.size()).boxed().toList());
    return new SplitPlan(
        train,
        List.of(
            new EvaluationSplit(
                SplitPlan.VALIDATION,
                evaluations.unseen(groups.items(unseen, held), train),
                seenGallery),
            new EvaluationSplit(
                UNSEEN_CAPTION,
                evaluations.unseen(groups.items(held, groups.size()), train),
                seenGallery),
            new EvaluationSplit(
                UNSEEN_CONCEPT, evaluations.queries(unseenItems), unseenGalleries)));
  }
}
